#!/usr/bin/env bash
# test_full_disk.sh FUZZ_TARGET SEEDS: a fuzz target that cannot store what it keeps says so, once, and
# ends with 2. But for where files are limited, that needs the right to mount a small disk.
# shellcheck source=ci/lib/expect.sh
. "$(dirname "$(readlink -f "$0")")/../../../ci/lib/expect.sh"

target=$1 seeds=$2
mkdir limited
export target seeds
# ThreadSanitizer writes half a megabyte to a file before main() begins, and dies of it.
{ (ulimit -f 0 && exec "$target" -help=1 2>&1) | cat > help; } || true
if [[ -s help ]]; then
    # shellcheck disable=SC2016 # Expanded by the shell inside.
    expect 2 '' bash -o pipefail -c '(ulimit -f 0; exec "$target" -seed=1 -reload=0 -runs=600 limited "$seeds" 2>&1) | cat'
    [[ $(grep -c 'File too large: .*/limited/[0-9a-f]* cannot be stored whole' out) == 1 ]] ||
        fail "it is not said once which file would be too large: $(tail -n 5 out)"
elif [[ $target != */tsan/* ]]; then
    fail "it does not begin where no file can be written"
fi

unshare -m true 2>/dev/null || { echo 'skipped: no disk can be mounted here'; exit 77; }
mkdir disk roomy
# shellcheck disable=SC2016 # Expanded by the shell inside.
on_full_disk='mount -t tmpfs -o size=16k none disk && "$target" -seed=1 -reload=0 -runs=600 disk "$seeds"'
expect 2 '' unshare -m bash -c "$on_full_disk"
[[ $(grep -c 'No space left on device: .*/disk/[0-9a-f]* cannot be stored whole' err) == 1 ]] ||
    fail "it is not said once what cannot be stored: $(tail -n 5 err)"
grep -q base64 err && fail "nothing was found, and yet it is said where: $(tail -n 5 err)"
grep -q ': writes to files that have failed: [0-9]*$' err || fail "the end does not say it: $(tail -n 3 err)"

# A disk on which no file can be made.
for way in '-runs=600 disk' '-merge=1 disk'; do
    export way
    # shellcheck disable=SC2016
    expect 2 '' unshare -m bash -c 'mount -t tmpfs -o nr_inodes=3 none disk && "$target" -seed=1 -reload=0 $way "$seeds"'
    [[ $(grep -c 'No space left on device: .*disk/[0-9a-f]* cannot be stored whole' err) == 1 ]] ||
        fail "$way: it is not said once what cannot be made: $(tail -n 5 err)"
done
expect 0 '' "$target" -seed=1 -reload=0 -runs=600 roomy "$seeds"
