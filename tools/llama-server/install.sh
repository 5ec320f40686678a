#!/usr/bin/env bash
# Installs llama.cpp's llama-server from Debian's packages into a private folder and prints the path of its
# executable.
#
#   install.sh             install where missing, print the path
#   install.sh --force     install again (takes the suite's newest)
#   install.sh --offline   never touch the network; fail where missing
#
# Nothing of the system is changed: it keeps its own apt sources, lists, dpkg status and archives under
# ${XDG_CACHE_HOME:-$HOME/.cache}/llama-server, and brings its own C library, so that any Debian or Ubuntu
# (amd64, arm64) will do. Needs apt-get, dpkg-deb and flock, which every minimal Debian has.
#
# Settings (environment):
#   LLAMA_SERVER_SUITE    the Debian suite to take it from   (default: forky)
#   LLAMA_SERVER_MIRROR   the URL of a Debian mirror         (default: the one in this machine's apt sources)
set -euo pipefail

readonly recipe=1 # raise it when the layout below changes: older installs are then redone
readonly suite=${LLAMA_SERVER_SUITE:-forky}
readonly base=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/llama-server
readonly installed=$base/$suite
readonly server=$installed/usr/bin/llama-server
readonly work=$base/apt-$suite

say() { printf 'llama-server: %s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

# True when what lies there is of this recipe and really runs.
ready() {
  [[ -f $installed/recipe && $(<"$installed/recipe") == "$recipe" ]] && "$server" --version >/dev/null 2>&1
}

find_mirror() {
  # shellcheck disable=SC2016  # the field is apt's, not the shell's
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -E '/debian/?$' | head -n 1
}

# Prints the name of the C library's loader on this architecture.
loader_name() {
  case $1 in
    amd64) echo ld-linux-x86-64.so.2 ;;
    arm64) echo ld-linux-aarch64.so.1 ;;
    *) die "there is no recipe for the architecture $1, only for amd64 and arm64" ;;
  esac
}

# Writes the settings that keep apt inside $work. They are read after the system's own, so that a proxy set
# there still counts.
write_apt_settings() {
  local mirror=$1 arch=$2 fake
  mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/state"
  printf 'deb %s %s main\n' "$mirror" "$suite" >"$work/sources.list"
  # Two dependencies that only maintainer scripts and the download helper use are declared present, so that
  # their own trees are not fetched.
  : >"$work/status"
  for fake in debconf wget; do
    printf '%s\n' "Package: $fake" 'Status: install ok installed' 'Version: 999' "Architecture: $arch" \
      'Multi-Arch: foreign' 'Maintainer: none <none@localhost>' 'Description: placeholder' '' >>"$work/status"
  done
  cat >"$work/apt.conf" <<CONF
Dir::Etc::SourceList "$work/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State "$work/state";
Dir::State::Lists "$work/lists";
Dir::State::Status "$work/status";
Dir::Cache "$work";
Dir::Cache::Archives "$work/archives";
Dir::Log "$work";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
APT::Get::Assume-Yes "true";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear APT::Update::Pre-Invoke;
#clear DPkg::Pre-Install-Pkgs;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Invoke;
CONF
}

run_apt() {
  apt-get -c "$work/apt.conf" -qq "$@" >"$work/install.log" 2>&1 ||
    die "apt-get $1 failed (whole log: $work/install.log): $(tail -n 3 "$work/install.log")"
}

# Unpacks every archive into the folder $1.
unpack() {
  local new=$1 archive
  rm -rf "$new"
  mkdir -p "$new"
  for archive in "$work"/archives/*.deb; do
    dpkg-deb -x "$archive" "$new" || die "could not unpack $archive"
    # shellcheck disable=SC2016  # the fields are dpkg's, not the shell's
    dpkg-deb -W --showformat='${Package} ${Version}\n' "$archive" >>"$new/packages"
  done
  # Nothing of these is read at run time (the licences in usr/share/doc stay).
  rm -rf "$new"/usr/share/{man,locale,lintian,bash-completion,bug} "$new"/usr/lib/*/gconv
}

# Points the executable in $1 at the C library that came with it. It stays a plain executable (no wrapper
# script, no loader in front), so that its process id is the server's and a router can start itself again.
relocate() {
  local new=$1 loader=$2 library triplet object backend
  library=$(dirname "$(find "$new/usr/lib" -name "$loader" | head -n 1)")
  [[ -x $library/$loader ]] || die "there is no $loader among the packages"
  [[ -x $new/usr/bin/llama-server ]] || die "there is no llama-server in the package llama.cpp-tools of $suite"
  triplet=$(basename "$library")
  patch_elf() { "$library/$loader" --library-path "$library" "$new/usr/bin/patchelf" "$@"; }
  for object in "$library"/llama/*.so; do
    patch_elf --remove-rpath "$object"
  done
  # shellcheck disable=SC2016  # $ORIGIN is the loader's word, not the shell's
  patch_elf --set-interpreter "$installed/usr/lib/$triplet/$loader" \
    --force-rpath --set-rpath '$ORIGIN/../lib/'"$triplet"':$ORIGIN/../lib/'"$triplet"'/llama' \
    "$new/usr/bin/llama-server"
  # ggml looks for its CPU variants in the executable's own folder.
  for backend in "$library"/ggml/backends*/libggml-*.so; do
    ln -s "../lib/$triplet/ggml/$(basename "$(dirname "$backend")")/$(basename "$backend")" "$new/usr/bin/"
  done
}

force=false
offline=false
for argument in "$@"; do
  case $argument in
    --force) force=true ;;
    --offline) offline=true ;;
    -h | --help)
      sed -n '2,/^set -e/{/^set -e/d;s/^# \{0,1\}//;p;}' "$0"
      exit 0
      ;;
    *) die "unknown argument: $argument (try --help)" ;;
  esac
done

if ! $force && ready; then
  printf '%s\n' "$server"
  exit 0
fi
! $offline || die "it is not installed under $base, and --offline was given"
for tool in apt-get dpkg dpkg-deb flock; do
  command -v "$tool" >/dev/null || die "installing it needs $tool, which this machine lacks"
done
mirror=${LLAMA_SERVER_MIRROR:-$(find_mirror || true)}
[[ -n $mirror ]] || die "this machine's apt sources name no Debian mirror: set LLAMA_SERVER_MIRROR to one"
arch=$(dpkg --print-architecture)
loader=$(loader_name "$arch")

mkdir -p "$base"
exec 9>"$base/lock"
flock 9 # another run may be installing: wait for it, then look again
if ! $force && ready; then
  printf '%s\n' "$server"
  exit 0
fi

write_apt_settings "$mirror" "$arch"
say "reading the package lists of Debian $suite"
run_apt update
say 'downloading llama-server and the libraries it needs'
rm -f "$work"/archives/*.deb
run_apt install --download-only llama.cpp-tools patchelf

# Prepared beside the place it will have, then put there in one step.
unpack "$base/.$suite.new"
relocate "$base/.$suite.new" "$loader"
printf '%s\n' "$recipe" >"$base/.$suite.new/recipe"
rm -rf "$installed"
mv -T "$base/.$suite.new" "$installed"

version=$("$server" --version 2>&1) || die "it does not run: $version"
rm -rf "$work/archives" "$work/lists" "$work"/*.bin
say "$(head -n 1 <<<"$version")"
printf '%s\n' "$server"
