# Sourced by ./glueball and ./test. POSIX sh, because nothing else may be assumed of a fresh machine.
#
# install_packages ROOT makes sure that ROOT/node_modules holds what package-lock.json says and that the pinned Node in
# it runs; otherwise it says on stderr what is wrong and what cures it, and returns 1. Stdout is left to the caller.
#
# Complete means: npm's own record node_modules/.package-lock.json, which npm writes last, is newer than
# package-lock.json. The record is removed first, so an install that was interrupted is begun anew.

install_packages() {
  root=$1
  record=$root/node_modules/.package-lock.json
  if [ -L "$root/node_modules" ]; then # npm ci would empty the folder that the link points to, which is another tree's
    pinned_node_runs "$root"
    return
  fi
  if [ ! -f "$record" ] || [ -n "$(find "$root/package-lock.json" -newer "$record")" ]; then
    machine_can_install || return 1
    npm_ci "$root" "$record" || return 1
  fi
  pinned_node_runs "$root"
}

machine_can_install() {
  version=$(node --version 2>/dev/null) || version=none
  major=${version#v}
  major=${major%%.*}
  case $major in
    '' | *[!0-9]*)
      complain "no Node on this machine, 20 or newer expected [launcher/node-missing]" \
        "Install Node with npm from nodejs.org or your package manager."
      return 1
      ;;
  esac
  if [ "$major" -lt 20 ]; then
    complain "this machine's Node is $version, 20 or newer expected [launcher/node-too-old]" \
      "Install a newer Node with npm; it is needed for the installation only, Glueball brings its own Node 24."
    return 1
  fi
  if ! command -v npm >/dev/null; then
    complain "no npm on this machine [launcher/npm-missing]" "Install npm; it usually comes with Node."
    return 1
  fi
}

npm_ci() {
  echo "glueball: installing the packages of package-lock.json, about 700 MB ..." >&2
  began=$(date +%s)
  rm -f "$2"
  # onnxruntime's script would fetch CUDA libraries from outside the npm registry; the CPU and WebGPU parts are packed.
  if ! (cd "$1" && ONNXRUNTIME_NODE_INSTALL=skip npm ci --prefer-offline --no-audit --no-fund --no-progress --loglevel=error >/dev/null); then
    complain "npm ci failed in $1 [launcher/install-failed]" "npm says why above. Cure that and run the command again."
    return 1
  fi
  echo "glueball: installed in $(($(date +%s) - began)) s" >&2
}

# npm 12 and ignore-scripts=true block the script that unpacks Node, and say nothing.
pinned_node_runs() {
  version=$("$1/node_modules/node/bin/node" --version 2>/dev/null) || version=none
  case $version in
    v24.*) ;;
    *)
      complain "node_modules/node should hold Node 24, found $version [launcher/pinned-node]" \
        "Run: cd $1 && npm rebuild node --ignore-scripts=false"
      return 1
      ;;
  esac
}

complain() {
  echo "glueball: $1" >&2
  echo "  $2" >&2
}
