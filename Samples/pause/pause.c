/*
 * The first process of a pod: it holds the namespaces open, collects the children that are handed to it, and leaves
 * with status 0 on SIGTERM or SIGINT. No C library and no start-up files: the few system calls are made here.
 *
 * Signals are blocked and then taken one at a time with rt_sigtimedwait, so there are no handlers and nothing
 * interrupts anything. Linux drops a signal with a default action that is sent to process 1, or whose default action
 * is to be ignored, but never while the signal is blocked.
 *
 * clang --target=x86_64-linux-gnu -ffreestanding -nostdlib -static -fuse-ld=lld -Os pause.c -o pause
 */

#ifndef PAUSE_VERSION
#define PAUSE_VERSION "1.0"
#endif

/* Every architecture here numbers these alike. */
enum {
    EINTR = 4,
    SIGINT = 2,
    SIGTERM = 15,
    SIGCHLD = 17,
    SIG_BLOCK = 0,
    WNOHANG = 1,
    STANDARD_OUTPUT = 1,
    SIGNAL_SET_BYTES = 8,
};

/*
 * Per architecture: the numbers of the calls, how a call is made (a negative result is an error number), and _start,
 * which hands the initial stack pointer to pause_main on an aligned stack.
 */

#if defined(__x86_64__)

enum { SYS_WRITE = 1, SYS_SIGPROCMASK = 14, SYS_WAIT4 = 61, SYS_SIGTIMEDWAIT = 128, SYS_EXIT_GROUP = 231 };

static long call(long number, long a, long b, long c, long d) {
    register long fourth __asm__("r10") = d;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
                     : "rcx", "r11", "memory");
    return result;
}

__asm__(".globl _start\n"
        ".type _start, @function\n"
        "_start:\n"
        "    xorl %ebp, %ebp\n"
        "    movq %rsp, %rdi\n"
        "    andq $-16, %rsp\n"
        "    call pause_main\n"
        "    hlt\n");

#elif defined(__i386__)

enum { SYS_WRITE = 4, SYS_WAIT4 = 114, SYS_SIGPROCMASK = 175, SYS_SIGTIMEDWAIT = 177, SYS_EXIT_GROUP = 252 };

static long call(long number, long a, long b, long c, long d) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d) : "memory");
    return result;
}

__asm__(".globl _start\n"
        ".type _start, @function\n"
        "_start:\n"
        "    xorl %ebp, %ebp\n"
        "    movl %esp, %eax\n"
        "    andl $-16, %esp\n"
        "    subl $12, %esp\n"
        "    pushl %eax\n"
        "    call pause_main\n"
        "    hlt\n");

#elif defined(__aarch64__)

enum { SYS_WRITE = 64, SYS_EXIT_GROUP = 94, SYS_SIGPROCMASK = 135, SYS_SIGTIMEDWAIT = 137, SYS_WAIT4 = 260 };

static long call(long number, long a, long b, long c, long d) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory", "cc");
    return x0;
}

__asm__(".globl _start\n"
        ".type _start, %function\n"
        "_start:\n"
        "    mov x29, #0\n"
        "    mov x30, #0\n"
        "    mov x0, sp\n"
        "    and sp, x0, #-16\n"
        "    bl pause_main\n"
        "    brk #1\n");

#elif defined(__arm__) && defined(__ARM_EABI__)

enum { SYS_WRITE = 4, SYS_WAIT4 = 114, SYS_SIGPROCMASK = 175, SYS_SIGTIMEDWAIT = 177, SYS_EXIT_GROUP = 248 };

static long call(long number, long a, long b, long c, long d) {
    register long r7 __asm__("r7") = number;
    register long r0 __asm__("r0") = a;
    register long r1 __asm__("r1") = b;
    register long r2 __asm__("r2") = c;
    register long r3 __asm__("r3") = d;
    __asm__ volatile("svc #0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2), "r"(r3) : "memory", "cc");
    return r0;
}

__asm__(".syntax unified\n"
        ".arm\n"
        ".globl _start\n"
        ".type _start, %function\n"
        "_start:\n"
        "    mov r11, #0\n"
        "    mov lr, #0\n"
        "    mov r0, sp\n"
        "    bic r1, r0, #7\n"
        "    mov sp, r1\n"
        "    bl pause_main\n"
        "    udf #0\n");

#elif defined(__powerpc64__) && defined(_CALL_ELF) && _CALL_ELF == 2

enum { SYS_WRITE = 4, SYS_WAIT4 = 114, SYS_SIGPROCMASK = 174, SYS_SIGTIMEDWAIT = 176, SYS_EXIT_GROUP = 234 };

/* The kernel reports an error by the summary overflow bit and a positive number. */
static long call(long number, long a, long b, long c, long d) {
    register long r0 __asm__("r0") = number;
    register long r3 __asm__("r3") = a;
    register long r4 __asm__("r4") = b;
    register long r5 __asm__("r5") = c;
    register long r6 __asm__("r6") = d;
    __asm__ volatile("sc\n"
                     "bns+ 1f\n"
                     "neg 3, 3\n"
                     "1:"
                     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6)
                     :
                     : "r7", "r8", "r9", "r10", "r11", "r12", "ctr", "xer", "cr0", "cr1", "cr5", "cr6", "cr7",
                       "memory");
    return r3;
}

/* The table of contents pointer (r2) is worked out from where this code stands. */
__asm__(".globl _start\n"
        ".type _start, @function\n"
        "_start:\n"
        "    mr 3, 1\n"
        "    bcl 20, 31, 1f\n"
        "1:  mflr 12\n"
        "    addis 2, 12, .TOC.-1b@ha\n"
        "    addi 2, 2, .TOC.-1b@l\n"
        "    clrrdi 1, 1, 4\n"
        "    li 0, 0\n"
        "    stdu 0, -64(1)\n"
        "    mtlr 0\n"
        "    bl pause_main\n"
        "    nop\n"
        "    trap\n");

#elif defined(__s390x__)

enum { SYS_WRITE = 4, SYS_WAIT4 = 114, SYS_SIGPROCMASK = 175, SYS_SIGTIMEDWAIT = 177, SYS_EXIT_GROUP = 248 };

static long call(long number, long a, long b, long c, long d) {
    register long r1 __asm__("r1") = number;
    register long r2 __asm__("r2") = a;
    register long r3 __asm__("r3") = b;
    register long r4 __asm__("r4") = c;
    register long r5 __asm__("r5") = d;
    __asm__ volatile("svc 0" : "+d"(r2) : "d"(r1), "d"(r3), "d"(r4), "d"(r5) : "memory", "cc");
    return r2;
}

__asm__(".globl _start\n"
        ".type _start, @function\n"
        "_start:\n"
        "    lgr %r2, %r15\n"
        "    aghi %r15, -160\n"
        "    xc 0(8, %r15), 0(%r15)\n"
        "    brasl %r14, pause_main\n"
        "    j .+2\n");

#elif defined(__riscv) && __riscv_xlen == 64

enum { SYS_WRITE = 64, SYS_EXIT_GROUP = 94, SYS_SIGPROCMASK = 135, SYS_SIGTIMEDWAIT = 137, SYS_WAIT4 = 260 };

static long call(long number, long a, long b, long c, long d) {
    register long a7 __asm__("a7") = number;
    register long a0 __asm__("a0") = a;
    register long a1 __asm__("a1") = b;
    register long a2 __asm__("a2") = c;
    register long a3 __asm__("a3") = d;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7), "r"(a1), "r"(a2), "r"(a3) : "memory");
    return a0;
}

__asm__(".globl _start\n"
        ".type _start, @function\n"
        "_start:\n"
        "    .option push\n"
        "    .option norelax\n"
        "    lla gp, __global_pointer$\n"
        "    .option pop\n"
        "    mv a0, sp\n"
        "    andi sp, sp, -16\n"
        "    call pause_main\n"
        "    unimp\n");

#else
#error "pause.c does not know how to make system calls on this architecture"
#endif

/* The kernel's set of 64 signals, as an array of words; signal n is bit n - 1. */
typedef struct {
    unsigned long words[SIGNAL_SET_BYTES / sizeof(unsigned long)];
} signal_set;

__attribute__((noreturn)) static void leave(int status) {
    for (;;) {
        call(SYS_EXIT_GROUP, status, 0, 0, 0);
    }
}

static int is_version_flag(const char *text) {
    return text[0] == '-' && text[1] == 'v' && text[2] == '\0';
}

/* A signal stands for any number of children, and children may have ended before the first one was taken. */
static void collect_children(void) {
    while (call(SYS_WAIT4, -1, 0, WNOHANG, 0) > 0) {
    }
}

/* The initial stack: the number of arguments, then a pointer to each. */
__attribute__((noreturn, used)) void pause_main(const long *stack) {
    const char *const *arguments = (const char *const *)(stack + 1);
    if (stack[0] > 1 && is_version_flag(arguments[1])) {
        static const char version[] = "pause " PAUSE_VERSION "\n";
        leave(call(SYS_WRITE, STANDARD_OUTPUT, (long)version, sizeof version - 1, 0) < 0);
    }

    signal_set wanted = {{0}};
    wanted.words[0] = 1ul << (SIGINT - 1) | 1ul << (SIGTERM - 1) | 1ul << (SIGCHLD - 1);
    if (call(SYS_SIGPROCMASK, SIG_BLOCK, (long)&wanted, 0, SIGNAL_SET_BYTES) < 0) {
        leave(1);
    }
    for (;;) {
        collect_children();
        long taken = call(SYS_SIGTIMEDWAIT, (long)&wanted, 0, 0, SIGNAL_SET_BYTES);
        if (taken == SIGTERM || taken == SIGINT) {
            leave(0);
        }
        if (taken < 0 && taken != -EINTR) {
            leave(1);
        }
    }
}
