#!/bin/bash -eu
# As OSS-Fuzz does it.
exec "$SRC/ukeyfuzz/ci/ossfuzz/build.sh"
