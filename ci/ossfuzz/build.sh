#!/bin/bash -eu
# Builds the fuzz targets as OSS-Fuzz and ClusterFuzzLite ask for: with their compilers and flags
# ($CC, $CXX, $CFLAGS, $CXXFLAGS, $LIB_FUZZING_ENGINE) as they are, in $WORK, from $SRC/ukeyfuzz,
# where nothing is written. What belongs to a target goes to $OUT: the program, its seed corpus, its
# options, its dictionary. The helper that makes seeds and dictionary stays in $WORK.
#
# ci/ossfuzz-check runs this where there is no such image.
source=$SRC/ukeyfuzz
build=$WORK/ukeyfuzz
targets=(fuzz_interleave fuzz_interleave_fine fuzz_sequence fuzz_scenario fuzz_stress)

cmake -S "$source" -B "$build" -G Ninja -D SANITIZER=external
ninja -C "$build" -j "${UKEYFUZZ_JOBS:-$(nproc)}" "${targets[@]}" ukeyfuzz corpus_seeds corpus_bugs

# Packs files, without their folders, as the seed corpus of a target. $1: the target.
pack_seeds() {
    local target=$1
    shift
    rm -rf "$build/seeds/$target"
    mkdir -p "$build/seeds/$target"
    cp -- "$@" "$build/seeds/$target/"
    (cd "$build/seeds/$target" && cmake -E tar cf "$OUT/${target}_seed_corpus.zip" --format=zip .)
}

for target in "${targets[@]}"; do
    cp "$build/targets/$target" "$source/ci/ossfuzz/options/$target.options" "$OUT/"
    case $target in
    fuzz_stress) pack_seeds "$target" "$build"/corpus/seeds/*.bin ;;
    fuzz_scenario) pack_seeds "$target" "$source"/corpus/{seeds,bugs}/*.scenario "$build"/corpus/seeds/*.bin ;;
    *) pack_seeds "$target" "$build"/corpus/{seeds,bugs}/*.bin ;;
    esac
done
"$build/targets/ukeyfuzz" format --dictionary >"$OUT/fuzz_scenario.dict"
