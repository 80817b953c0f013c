/*
 * Annotations for clang's -Wthread-safety, nothing for other compilers.
 *
 * In C an attribute of a struct member cannot name a sibling, so members say GUARDED (some lock
 * must be held) and a comment says which; functions name theirs and are checked exactly.
 */
#ifndef THREAD_SAFETY_H
#define THREAD_SAFETY_H 1

#ifdef __clang__
#define CAPABILITY(NAME)          __attribute__((capability(NAME)))
#define GUARDED                   __attribute__((guarded_var))
#define REQUIRES(...)             __attribute__((requires_capability(__VA_ARGS__)))
#define ACQUIRES(...)             __attribute__((acquire_capability(__VA_ARGS__)))
#define TRY_ACQUIRES(...)         __attribute__((try_acquire_capability(__VA_ARGS__)))
#define RELEASES(...)             __attribute__((release_capability(__VA_ARGS__)))
#define ACQUIRES_SHARED(...)      __attribute__((acquire_shared_capability(__VA_ARGS__)))
#define RELEASES_SHARED(...)      __attribute__((release_shared_capability(__VA_ARGS__)))
#define EXCLUDES(...)             __attribute__((locks_excluded(__VA_ARGS__)))
#define NO_THREAD_SAFETY_ANALYSIS __attribute__((no_thread_safety_analysis))
#else
#define CAPABILITY(NAME)
#define GUARDED
#define REQUIRES(...)
#define ACQUIRES(...)
#define TRY_ACQUIRES(...)
#define RELEASES(...)
#define ACQUIRES_SHARED(...)
#define RELEASES_SHARED(...)
#define EXCLUDES(...)
#define NO_THREAD_SAFETY_ANALYSIS
#endif

#endif /* thread_safety.h */
