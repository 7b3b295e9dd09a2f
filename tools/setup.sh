# Sourced by ./run and ./test: brings a Debian 12 machine to the point where both can work, as root or as a user with sudo.
# Installs Debian packages that are missing and a private Python environment in .venv (nothing outside the project is touched).

QT_PACKAGES=(libglib2.0-0 libgl1 libegl1 libbrotli1 libdbus-1-3 libxkbcommon0 libfontconfig1
             libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libwayland-cursor0 libwayland-egl1)
# pyscard has no wheel: it is built against the PC/SC library. pcscd, vpcd and ip give the simulated cabinet a reader of its own.
CARD_PACKAGES=(gcc swig pkg-config python3-dev libpcsclite-dev pcscd vsmartcard-vpcd iproute2)
# The keyboard: pinyin (Apache-2.0), handwriting (BSD) and its model (LGPL-2.1+), called by ctypes; see docs/input.md.
INPUT_PACKAGES=(libgooglepinyin0 libzinnia0 tegaki-zinnia-simplified-chinese)
# The simulated A4 printer: CUPS' own IPP printer, the message bus that it asks for, and what draws its pages.
PRINT_PACKAGES=(cups-ipp-utils dbus-daemon poppler-utils)
# The simulated loudspeaker hears what ALSA's player plays.
SOUND_PACKAGES=(alsa-utils)
# Noto has no ∗ (U+2217), the mark of everything masked: DejaVu has it.
RUN_PACKAGES=(python3 python3-venv ca-certificates fonts-noto-cjk fonts-dejavu-core "${INPUT_PACKAGES[@]}" "${CARD_PACKAGES[@]}" "${PRINT_PACKAGES[@]}" "${SOUND_PACKAGES[@]}" "${QT_PACKAGES[@]}")
VISIT_PACKAGES=(chromium libatomic1)
# Tried in the tests against the real thing: a print queue, a power supply's daemon, the compositor, systemd's judgement of the
# units, the proxy before the office.
REAL_PACKAGES=(cups-daemon nut-server cage xwayland systemd procps nginx-light)
TEST_PACKAGES=("${VISIT_PACKAGES[@]}" git xvfb xdotool postgresql "${REAL_PACKAGES[@]}")

# Caches of uv, Qt, fonts and the browser stay inside the project, so that deleting its folder removes them.
export XDG_CACHE_HOME=$PWD/.venv-tools/cache XDG_CONFIG_HOME=$PWD/.venv-tools/config

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else say "需要 root 权限或 sudo / root or sudo is needed for: $*"; exit 1
    fi
}

missing_packages() {
    local package
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s\n' "$package"
    done
}

install_packages() {
    local missing own_proxy=
    [ -x /usr/sbin/nginx ] && own_proxy=yes
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -eq 0 ] && return
    say "安装 Debian 软件包 / installing Debian packages: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
    [[ " ${missing[*]} " == *" cups-daemon "* ]] && keep_printing_quiet
    [[ " ${missing[*]} " == *" nginx-light "* ]] && [ -z "$own_proxy" ] && keep_the_proxy_quiet
    return 0
}

keep_printing_quiet() { # the tests start a cupsd of their own; the machine's is not wanted because of them
    [ -d /run/systemd/system ] || return 0
    say "CUPS: 不启动打印服务 / the print service is not started (systemctl disable cups)"
    as_root systemctl disable --quiet --now cups.service cups.socket cups.path || true
}

keep_the_proxy_quiet() { # the tests start an nginx of their own; the machine's would listen on port 80
    [ -d /run/systemd/system ] || return 0
    say "nginx: 不启动网页服务 / the web server is not started (systemctl disable nginx)"
    as_root systemctl disable --quiet --now nginx.service || true
}

keep_postgresql_quiet() { # the tests start their own cluster in a temporary folder; apt shall not make and start one
    [ -e /etc/postgresql-common/createcluster.conf ] && return
    say "PostgreSQL: 不建默认数据库 / no default cluster (/etc/postgresql-common/createcluster.conf)"
    as_root mkdir -p /etc/postgresql-common
    printf 'create_main_cluster = false\n' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
}

find_python() { # a CPython 3.11 that can make virtual environments
    local candidate
    for candidate in python3.11 /usr/bin/python3.11 python3; do
        "$candidate" -c 'import sys, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && { command -v "$candidate"; return; }
    done
    say "没有找到 Python 3.11 / no Python 3.11 found (Debian 12 has it)"; exit 1
}

install_python() { # into .venv, exactly what requirements/development.txt says, checked by hash
    local stamp=.venv/.installed wanted
    wanted=$(cat requirements/development.txt pyproject.toml tools/setup.sh | sha256sum)
    [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    say "安装 Python 依赖到 .venv / installing Python packages into .venv (about 1.1 GB)"
    local python
    python=$(find_python)
    [ -x .venv-tools/bin/uv ] || { "$python" -m venv .venv-tools && .venv-tools/bin/pip install --quiet --disable-pip-version-check uv==0.13.9; }
    [ -x .venv/bin/python ] || .venv-tools/bin/uv venv --quiet --python "$python" .venv
    VIRTUAL_ENV=$PWD/.venv .venv-tools/bin/uv pip sync --quiet --require-hashes --compile-bytecode requirements/development.txt
    VIRTUAL_ENV=$PWD/.venv .venv-tools/bin/uv pip install --quiet --no-deps --editable .
    printf '%s' "$wanted" >"$stamp"
}
