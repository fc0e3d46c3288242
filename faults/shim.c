/* Stands between a program and the system (LD_PRELOAD): the n-th write, sync, opening or sending fails or kills.
 *
 * Several processes share one plan, a file that PROXENIA_FAULTS_PLAN names; faults/_shim.py writes and reads it.
 * Only what goes to paths that begin with the plan's prefix counts. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, OPEN = 4, RENAME = 8, SEND = 16 };

struct plan {
    int32_t armed;    /* 0: nothing happens */
    int32_t process;  /* only this one; 0: any */
    int32_t calls;    /* which calls count */
    int32_t error;    /* errno to answer with; 0: kill the process */
    int32_t for_good; /* every later call fails too */
    int32_t spare;
    int64_t at;   /* the n-th call */
    int64_t seen; /* calls counted so far */
    int64_t hits; /* faults made */
    char prefix[200];
};

static struct plan *plan;

__attribute__((constructor)) static void read_plan(void) {
    const char *path = getenv("PROXENIA_FAULTS_PLAN");
    int handle = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (handle < 0) return;
    void *place = mmap(NULL, sizeof(struct plan), PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    if (place != MAP_FAILED) plan = place;
    close(handle);
}

static int is_meant(int call) {
    return plan && plan->armed && (plan->calls & call) && (!plan->process || plan->process == getpid());
}

/* Count one call; 0: let it through. */
static int strikes(void) {
    int64_t number = __atomic_add_fetch(&plan->seen, 1, __ATOMIC_SEQ_CST);
    if (number != plan->at && !(plan->for_good && number > plan->at)) return 0;
    __atomic_add_fetch(&plan->hits, 1, __ATOMIC_SEQ_CST);
    if (!plan->error) kill(getpid(), SIGKILL);
    errno = plan->error;
    return 1;
}

static int strikes_path(int call, const char *path) {
    if (!is_meant(call) || !path || strncmp(path, plan->prefix, strlen(plan->prefix))) return 0;
    return strikes();
}

static int strikes_handle(int call, int handle) {
    char link[40], path[300];
    if (!is_meant(call)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (call != SEND && strncmp(path, plan->prefix, strlen(plan->prefix))) return 0;
    return strikes();
}

#define NEXT(name) \
    static __typeof__(name) *next; \
    if (!next) next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

#define ON_HANDLE(call, type, name, parameters, handle, ...) \
    type name parameters { \
        NEXT(name); \
        return strikes_handle(call, handle) ? -1 : next(__VA_ARGS__); \
    }

ON_HANDLE(WRITE, ssize_t, write, (int fd, const void *b, size_t n), fd, fd, b, n)
ON_HANDLE(WRITE, ssize_t, pwrite, (int fd, const void *b, size_t n, off_t o), fd, fd, b, n, o)
ON_HANDLE(WRITE, ssize_t, pwrite64, (int fd, const void *b, size_t n, off64_t o), fd, fd, b, n, o)
ON_HANDLE(WRITE, ssize_t, writev, (int fd, const struct iovec *v, int n), fd, fd, v, n)
ON_HANDLE(WRITE, ssize_t, pwritev, (int fd, const struct iovec *v, int n, off_t o), fd, fd, v, n, o)
ON_HANDLE(WRITE, ssize_t, pwritev64, (int fd, const struct iovec *v, int n, off64_t o), fd, fd, v, n, o)
ON_HANDLE(WRITE, int, ftruncate, (int fd, off_t n), fd, fd, n)
ON_HANDLE(WRITE, int, ftruncate64, (int fd, off64_t n), fd, fd, n)
ON_HANDLE(SYNC, int, fsync, (int fd), fd, fd)
ON_HANDLE(SYNC, int, fdatasync, (int fd), fd, fd)
ON_HANDLE(SEND, ssize_t, send, (int fd, const void *b, size_t n, int f), fd, fd, b, n, f)

int rename(const char *from, const char *to) {
    NEXT(rename);
    return strikes_path(RENAME, to) ? -1 : next(from, to);
}

#define OPENING(name, leading, given, path) \
    int name leading { \
        NEXT(name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | __O_TMPFILE)) { \
            va_list more; \
            va_start(more, flags); \
            mode = va_arg(more, mode_t); \
            va_end(more); \
        } \
        return strikes_path(OPEN, path) ? -1 : next given; \
    }

OPENING(open, (const char *path, int flags, ...), (path, flags, mode), path)
OPENING(open64, (const char *path, int flags, ...), (path, flags, mode), path)
OPENING(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode), path)
OPENING(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode), path)
