from openets.stores.addresses import *  # noqa
from openets.stores.addresses import database  # noqa
