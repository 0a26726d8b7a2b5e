// Words whose contrast with what is behind them is less than WCAG 2.2 AA asks (1.4.3).
() => {
  const parse = text => text.match(/[\d.]+/g).map(Number);
  const light = colour => colour
    .map(v => v / 255)
    .map(v => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (under, [r, g, b, a = 1]) => [r, g, b].map((v, i) => v * a + under[i] * (1 - a));
  const behind = element => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce(over, [255, 255, 255]);
  };
  const poor = new Set();
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest("svg, [aria-hidden=true], option, .unseen, .skip")) continue;
    const style = getComputedStyle(element);
    const ground = behind(element);
    const [high, low] = [light(over(ground, parse(style.color))), light(ground)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if ((high + 0.05) / (low + 0.05) < (large ? 3 : 4.5)) poor.add(element.textContent.trim().slice(0, 40));
  }
  return [...poor];
}
