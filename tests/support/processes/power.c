/* A library to preload that writes down what a process does to the files of one folder, for tests of power
   loss: ARENA_POWER_FOLDER and ARENA_POWER_TRACE name the folder and the file for the trace.

   A record is a header, two paths and the data. A sync has two records, when it begins and when it ends:
   only what was written before the beginning is safe after the end. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct header {
    uint64_t offset, size;
    uint32_t thread;
    uint16_t first, second;
    char kind, padding[7];
};

static int trace = -1;
static char folder[4096];

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("ARENA_POWER_TRACE"), *place = getenv("ARENA_POWER_FOLDER");
    if (file && place) {
        snprintf(folder, sizeof folder, "%s", place);
        trace = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
}

static int is_ours(const char *path) {
    return trace >= 0 && strncmp(path, folder, strlen(folder)) == 0;
}

static int path_of(int fd, char *path, size_t room) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = trace < 0 || fd == trace ? -1 : readlink(link, path, room - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_ours(path);
}

static void record(char kind, const char *first, const char *second, uint64_t offset, uint64_t size,
                   const void *data) {
    struct header head = {offset, size, (uint32_t)syscall(SYS_gettid), strlen(first), strlen(second), kind, {0}};
    struct iovec parts[] = {{&head, sizeof head},
                            {(void *)first, head.first},
                            {(void *)second, head.second},
                            {(void *)data, data ? size : 0}};
    syscall(SYS_writev, trace, parts, 4);
}

static void wrote(int fd, const void *data, ssize_t size, off_t offset) {
    char path[4096];
    if (size > 0 && path_of(fd, path, sizeof path)) record('w', path, "", offset, size, data);
}

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    ssize_t done = real(fd, data, size);
    if (trace >= 0 && done > 0) wrote(fd, data, done, lseek(fd, 0, SEEK_CUR) - done);
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) {
    REAL(pwrite);
    ssize_t done = real(fd, data, size, offset);
    wrote(fd, data, done, offset);
    return done;
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
    REAL(pwrite64);
    ssize_t done = real(fd, data, size, offset);
    wrote(fd, data, done, offset);
    return done;
}

static void cut(int fd, off_t size) {
    char path[4096];
    if (path_of(fd, path, sizeof path)) record('t', path, "", size, 0, NULL);
}

int ftruncate(int fd, off_t size) {
    REAL(ftruncate);
    int result = real(fd, size);
    if (result == 0) cut(fd, size);
    return result;
}

int ftruncate64(int fd, off64_t size) {
    REAL(ftruncate64);
    int result = real(fd, size);
    if (result == 0) cut(fd, size);
    return result;
}

static int synced(int fd, int (*real)(int)) {
    char path[4096];
    int ours = path_of(fd, path, sizeof path);
    if (ours) record('s', path, "", 0, 0, NULL);
    int result = real(fd);
    if (ours && result == 0) record('e', path, "", 0, 0, NULL);
    return result;
}

int fsync(int fd) {
    REAL(fsync);
    return synced(fd, real);
}

int fdatasync(int fd) {
    REAL(fdatasync);
    return synced(fd, real);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    int result = real(from, to);
    if (result == 0 && is_ours(to)) record('r', from, to, 0, 0, NULL);
    return result;
}

int unlink(const char *path) {
    REAL(unlink);
    int result = real(path);
    if (result == 0 && is_ours(path)) record('u', path, "", 0, 0, NULL);
    return result;
}

int link(const char *from, const char *to) {
    REAL(link);
    int result = real(from, to);
    if (result == 0 && is_ours(to)) record('l', from, to, 0, 0, NULL);
    return result;
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    int result = real(path, mode);
    if (result == 0 && is_ours(path)) record('m', path, "", 0, 0, NULL);
    return result;
}
