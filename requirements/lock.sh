#!/bin/sh
# Locks what pyproject.toml asks for. Run it through `make lock`.
# Only the public registry counts: settings of this machine must not reach the files.
set -eu
export PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND="make lock"
unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL PIP_INDEX_URL

lock() {
  target=$1
  shift
  echo "requirements/$target" >&2
  pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
    "$@" --output-file "requirements/$target" pyproject.toml
}

lock base.txt
lock dev.txt --extra dev --extra postgres --extra redis --extra research --constraint requirements/base.txt
for extra in postgres redis s3 research fast listening; do
  lock "$extra.txt" --extra "$extra" --constraint requirements/dev.txt
done
lock build.txt --all-build-deps --only-build-deps
