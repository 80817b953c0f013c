"""What must be true of the files of $OUT. A rule takes an Output and returns its complaints.

The numbers are those of infra/base-images/base-runner/bad_build_check."""

import configparser
import re
import zipfile

NAME = re.compile(r"[A-Za-z0-9_-]+")
# What glibc consists of: some of it stood alone before 2.34, and clang 16 and later link libresolv.
LIBRARIES = re.compile(r"(libc|libm|libpthread|libdl|librt|libresolv|ld-linux-[a-z0-9-]+)\.so\.\d+")
MACHINE = "Advanced Micro Devices X86-64"
LEAST_ASAN_CALLS, LEAST_UBSAN_CALLS, MOST_STRAY_UBSAN_CALLS = 1000, 169, 200
SECTIONS = ("libfuzzer", "asan", "msan", "ubsan", "env", "grammar", "honggfuzz", "AFL")
# Where the infrastructure says how long, where to and how many itself.
FORBIDDEN_OPTIONS = ("artifact_prefix", "close_fd_mask", "exact_artifact_path", "fork", "jobs",
                     "max_total_time", "merge", "minimize_crash", "runs", "seed", "workers")


def targets(out):
    """There is a fuzz target."""
    return [] if out.targets else [f"no fuzz target in {out.folder}"]


def name(out):
    """Letters, digits, _ and - only: what has another name is not run."""
    return [f"{t.name}: a name has only A-Z, a-z, 0-9, _ and -"
            for t in out.targets if not NAME.fullmatch(t.name)]


def no_helper(out):
    """No program but fuzz targets."""
    own = {t.name for t in out.targets}
    return [f"{p.name}: a program that is no fuzz target" for p in out.programs if p.name not in own]


def belongs(out):
    """Every other file belongs to a target, by its name or by the target's options."""
    wanted = {p.name for p in out.programs}
    for target in out.targets:
        wanted |= {out.seeds(target).name, f"{target.name}.options", f"{target.name}.dict"}
        dictionary = out.dictionary(target)
        wanted |= {dictionary.name} if dictionary else set()
    return [f"{f.name}: belongs to no fuzz target" for f in out.files if f.name not in wanted]


def architecture(out):
    """Programs are for the processor that was asked for."""
    return [f"{t.name}: is for {t.machine}" for t in out.targets if t.machine != MACHINE]


def dependencies(out):
    """libc with its parts, libm and the loader, and no folder to look for others in."""
    return [f"{t.name}: {tag} {what}" for t in out.targets for tag, what in t.dynamic
            if tag != "NEEDED" or not LIBRARIES.fullmatch(what)]


def sanitizer(out):
    """The code has the calls of the sanitizer that was asked for, and of no other."""
    complaints = []
    for target in out.targets:
        asan, ubsan = target.calls["asan"], target.calls["ubsan"]
        if out.sanitizer == "address":
            wrong = asan < LEAST_ASAN_CALLS or ubsan > MOST_STRAY_UBSAN_CALLS
        elif out.sanitizer == "undefined":
            wrong = asan > 0 or ubsan < LEAST_UBSAN_CALLS
        else:
            wrong = asan > 0 or "__llvm_covmap" not in target.sections
        if wrong or target.calls["msan"] or target.calls["tsan"]:
            complaints.append(f"{target.name}: {asan} calls of AddressSanitizer and {ubsan} of "
                              f"UndefinedBehaviorSanitizer are not a build for '{out.sanitizer}'")
    return complaints


def options(out):
    """.options files can be read, and leave to the infrastructure what it decides."""
    complaints = []
    for target in out.targets:
        try:
            sections = out.read_options(target)
        except configparser.Error as error:
            complaints.append(f"{target.name}.options: {str(error).splitlines()[0]}")
            continue
        complaints += [f"{target.name}.options: unknown section [{s}]" for s in sections
                       if s not in SECTIONS]
        complaints += [f"{target.name}.options: {o} is not ours to say"
                       for o in sections.get("libfuzzer", {}) if o in FORBIDDEN_OPTIONS]
    return complaints


def seed_corpus(out):
    """Each target has a seed corpus, a zip archive with files in it."""
    complaints = []
    for target in out.targets:
        path = out.seeds(target)
        if not path.exists():
            complaints.append(f"{path.name} is missing")
        elif not zipfile.is_zipfile(path):
            complaints.append(f"{path.name} is not a zip archive")
        elif not any(not member.is_dir() for member in zipfile.ZipFile(path).infolist()):
            complaints.append(f"{path.name} is empty")
    return complaints


RULES = {"targets": targets, "name": name, "no-helper": no_helper, "belongs": belongs,
         "architecture": architecture, "dependencies": dependencies, "sanitizer": sanitizer,
         "options": options, "seed-corpus": seed_corpus}
