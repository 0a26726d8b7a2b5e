"""What people do, one verb a file, and the one road by which units move: `commit.py`.

A verb turns words into acts (proposals and the like); `commit` decides a batch of acts under the store's locks and
writes all of it or nothing. Operations are given a store; they do not know what kind it is. Pages, commands,
notebooks and imports all come through here.
"""
