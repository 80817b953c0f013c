/*
 * What a stack that does not run is left with, and the switch between two of them.
 *
 * On x86-64 the switch is our own, inline. It saves the two registers that a compiler may not let us
 * say we change. What else is live at this very place the compiler saves, which is often nothing.
 * And each place that switches has a jump of its own, which the processor predicts by itself.
 * Elsewhere Boost.Context's does the same as a function.
 */
#ifndef RUNTIME_CONTEXT_H
#define RUNTIME_CONTEXT_H 1

#include <stddef.h>
#include <stdint.h>

#include "support/sanitizers.h"

struct context {
    void *top; /* Of the stack, while it does not run. gdb/runtime.py knows what is there. */
#ifdef __x86_64__
    uint32_t mxcsr; /* How floating point rounds and what it traps. */
    uint16_t x87;
#else
    void (*entry)(void);
#endif
};

#ifdef __x86_64__

/* The topmost words of a stack that does not run. */
struct context_words {
    uint64_t rip, rbx, rbp;
};

/* Floating point will be for `context` as it is for the caller. */
ALWAYS_INLINE void context_inherit(struct context *context)
{
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(context->mxcsr), "=m"(context->x87));
}

/* Lets `context` begin with entry(), which never returns, on a stack whose end is `end`, a multiple
 * of 16. It inherits. */
static inline void context_make(struct context *context, void *end, void (*entry)(void))
{
    struct context_words *words = (void *)((char *)end - 64);

    /* Where entry() expects the address to return to there is a 0: debuggers stop there. */
    words->rip = (uintptr_t)entry;
    words->rbx = words->rbp = 0;
    context->top = words;
    context_inherit(context);
}

/* Leaves the running stack in `from`, and goes on with `to`. Returns when somebody goes on with
 * `from`. The 128 bytes below the stack pointer are a leaf function's, by the ABI. */
ALWAYS_INLINE void context_switch(struct context *from, const struct context *to)
{
    context_inherit(from);
    if (__builtin_expect(from->mxcsr != to->mxcsr || from->x87 != to->x87, 0)) {
        __asm__ volatile("ldmxcsr %0\n\tfldcw %1" : : "m"(to->mxcsr), "m"(to->x87));
    }
    __asm__ volatile("leaq -128(%%rsp), %%rsp\n\t"
                     "pushq %%rbp\n\t"
                     "pushq %%rbx\n\t"
                     "leaq 1f(%%rip), %%rax\n\t"
                     "pushq %%rax\n\t"
                     "movq %%rsp, (%%rdi)\n\t"
                     "movq (%%rsi), %%rsp\n\t"
                     "popq %%rax\n\t"
                     "jmp *%%rax\n"
                     "1:\tpopq %%rbx\n\t"
                     "popq %%rbp\n\t"
                     "leaq 128(%%rsp), %%rsp"
                     : "+D"(from), "+S"(to)
                     :
                     : "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
                       "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",
                       "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "cc",
                       "memory");
}

#else

/* Boost.Context's: written in assembly, callable from C. */
struct fcontext_transfer {
    void *context; /* Of the stack that was left. */
    void *data;    /* As the one who left it said. */
};
extern struct fcontext_transfer jump_fcontext(void *to, void *data);
extern void *make_fcontext(void *end, size_t size, void (*entry)(struct fcontext_transfer));

struct context_switch {
    struct context *from;
    const struct context *to;
};

/* The first steps of a stack: writes down who was left, and begins. */
static inline void context_begin(struct fcontext_transfer transfer)
{
    const struct context_switch *stacks = transfer.data;

    stacks->from->top = transfer.context;
    stacks->to->entry();
}

ALWAYS_INLINE void context_inherit(struct context *context)
{
    (void)context; /* There is one state of floating point for all. */
}

static inline void context_make(struct context *context, void *end, void (*entry)(void))
{
    context->entry = entry;
    context->top = make_fcontext(end, 0, context_begin);
}

ALWAYS_INLINE void context_switch(struct context *from, const struct context *to)
{
    struct context_switch stacks = {from, to};
    struct fcontext_transfer transfer = jump_fcontext(to->top, &stacks);

    ((const struct context_switch *)transfer.data)->from->top = transfer.context;
}

#endif

#endif /* context.h */
