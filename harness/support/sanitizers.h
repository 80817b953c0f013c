/*
 * What the runtime tells AddressSanitizer, ThreadSanitizer and, in the builds without them,
 * Valgrind: a few instructions that do nothing where the program does not run under it. Without
 * Valgrind's headers, nothing.
 *
 * The runtime's files are never instrumented by ThreadSanitizer (the scheduler runs on every
 * fiber, unordered, by design), so the build says RUNTIME_TSAN where the program as a whole is.
 */
#ifndef SUPPORT_SANITIZERS_H
#define SUPPORT_SANITIZERS_H 1

#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define RUNTIME_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RUNTIME_ASAN 1
#endif
#endif

#if !defined(RUNTIME_ASAN) && !defined(RUNTIME_TSAN) && defined(__has_include)
#if __has_include(<valgrind/valgrind.h>)
#define RUNTIME_VALGRIND 1
#include <valgrind/valgrind.h>
#endif
#endif

#define ALWAYS_INLINE static inline __attribute__((always_inline))

#ifdef RUNTIME_ASAN
void __sanitizer_start_switch_fiber(void **fake_stack_save, const void *bottom, size_t size);
void __sanitizer_finish_switch_fiber(void *fake_stack_save, const void **bottom_old,
                                     size_t *size_old);
void __asan_unpoison_memory_region(void const volatile *addr, size_t size);
#endif

#ifdef RUNTIME_TSAN
void *__tsan_get_current_fiber(void);
void *__tsan_create_fiber(unsigned flags);
void __tsan_destroy_fiber(void *fiber);
void __tsan_switch_to_fiber(void *fiber, unsigned flags);
void __tsan_set_fiber_name(void *fiber, const char *name);
void __tsan_acquire(void *addr);
void __tsan_release(void *addr);
void __tsan_read_range(void *addr, unsigned long size);
void __tsan_write_range(void *addr, unsigned long size);
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);
void AnnotateIgnoreSyncBegin(const char *file, int line);
void AnnotateIgnoreSyncEnd(const char *file, int line);
enum { TSAN_SWITCH_SYNC = 0, TSAN_SWITCH_NO_SYNC = 1 };
#endif

/* [bottom, bottom + size) is a stack: when the stack pointer moves there, it is another stack's
 * turn, and no frame has grown or shrunk by so much. */
ALWAYS_INLINE void valgrind_stack_is_at(void *bottom, size_t size)
{
#ifdef RUNTIME_VALGRIND
    VALGRIND_STACK_REGISTER(bottom, (char *)bottom + size);
#else
    (void)bottom;
    (void)size;
#endif
}

/* Where RUNTIME_OBSERVED is defined, somebody of our own is told of what orders what. */
#ifdef RUNTIME_OBSERVED
void runtime_observe_acquire(const volatile void *address);
void runtime_observe_release(const volatile void *address);
#endif

/* What was released on an address happens before what is done after it has been acquired. */
ALWAYS_INLINE void tsan_acquire(const volatile void *address)
{
#ifdef RUNTIME_TSAN
    __tsan_acquire((void *)address);
#elif defined(RUNTIME_OBSERVED)
    runtime_observe_acquire(address);
#else
    (void)address;
#endif
}

ALWAYS_INLINE void tsan_release(const volatile void *address)
{
#ifdef RUNTIME_TSAN
    __tsan_release((void *)address);
#elif defined(RUNTIME_OBSERVED)
    runtime_observe_release(address);
#else
    (void)address;
#endif
}

/* The caller reads, or writes, `size` bytes: for accesses by code that is not instrumented. */
ALWAYS_INLINE void tsan_reads(const volatile void *address, size_t size)
{
#ifdef RUNTIME_TSAN
    __tsan_read_range((void *)address, size);
#else
    (void)address;
#endif
}

ALWAYS_INLINE void tsan_writes(volatile void *address, size_t size)
{
#ifdef RUNTIME_TSAN
    __tsan_write_range((void *)address, size);
#else
    (void)address;
#endif
}

/* From begin to end, the current fiber neither reports nor orders. Nests. */
ALWAYS_INLINE void tsan_ignore_begin(void)
{
#ifdef RUNTIME_TSAN
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    AnnotateIgnoreSyncBegin(__FILE__, __LINE__);
#endif
}

ALWAYS_INLINE void tsan_ignore_end(void)
{
#ifdef RUNTIME_TSAN
    AnnotateIgnoreSyncEnd(__FILE__, __LINE__);
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
#endif
}

#endif /* sanitizers.h */
