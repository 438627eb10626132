/* A layer between a process and its file system, loaded with LD_PRELOAD.
 *
 * For paths below one root it counts the calls that change the file system, makes the n-th of them fail (or kills the
 * process instead), and writes every call that succeeded, with its data, to a journal outside that root.
 * One lock is held around each call, so the order of the journal is the order of the calls.
 * Nothing happens until shim_start() is called; see shim.py and journal.py for the other end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum op { CREATE = 1, OPEN, WRITE, TRUNCATE, RENAME, LINK, SYMLINK, UNLINK, RMDIR, MKDIR, SYNC, SYNC_ALL };
enum fault { NONE, KILL, IO_ERROR, DISK_FULL, DISK_FULL_STRICT };
/* What a call needs: bytes on the disk; a block for a folder; a name; or nothing, because it frees. */
enum need { BYTES, BLOCK, NAME, FREES };
struct record { uint32_t op, flags; uint64_t inode, offset; uint32_t path, other; uint64_t data; };

#define MAX_FILES 4096
static struct { dev_t device; ino_t inode; } opened[MAX_FILES];
static char root[PATH_MAX];
static size_t root_length;
static int journal = -1, fault, is_full;
static long fault_at, calls, freed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#define REAL(name) ((__typeof__(&name))next(#name))
static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }
void shim_start(const char *home, int journal_fd, int which, long at) {
    strncpy(root, home, sizeof root - 1);
    root_length = strlen(root), journal = journal_fd, fault = which, fault_at = at;
}
long shim_calls(void) { return calls; }
/* The path relative to the root; 0 when it is not below it. */
static int below_root(int folder, const char *path, char *relative) {
    char whole[PATH_MAX * 2] = "";
    if (!root_length) return 0;
    if (path[0] != '/') {
        char link[64];
        snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
        if (readlink(link, whole, PATH_MAX - 1) < 0) return 0;
        strcat(whole, "/");
    }
    strncat(whole, path, PATH_MAX - 1);
    if (strncmp(whole, root, root_length) || (whole[root_length] && whole[root_length] != '/')) return 0;
    snprintf(relative, PATH_MAX, "%.4000s", whole[root_length] ? whole + root_length + 1 : "");
    return 1;
}
static int is_ours(int fd) {
    struct stat now;
    return root_length && fd >= 0 && fd < MAX_FILES && opened[fd].inode && !fstat(fd, &now)
        && now.st_ino == opened[fd].inode && now.st_dev == opened[fd].device;
}
static long end(long result) {
    int reason = errno;
    return pthread_mutex_unlock(&lock), errno = reason, result;
}
/* Take the lock and count the call; -1, without the lock, when this call is the one to fail. */
static int begin(enum need need) {
    pthread_mutex_lock(&lock);
    calls++;
    if (fault == KILL && calls == fault_at) kill(getpid(), SIGKILL);
    if (fault >= DISK_FULL && calls >= fault_at) is_full = 1;
    int is_refused = is_full && (fault == DISK_FULL_STRICT ? need != FREES : need == BLOCK);
    errno = fault == IO_ERROR && calls == fault_at ? EIO : is_refused ? ENOSPC : 0;
    return errno ? end(-1) : 0;
}
static void append(const void *bytes, size_t length) {
    ssize_t written;
    for (const char *at = bytes; length && (written = syscall(SYS_write, journal, at, length)) > 0; at += written)
        length -= written;
}
static void note(enum op op, int flags, ino_t inode, off_t offset, const char *path, const char *other,
                 const void *data, size_t length) {
    struct record record = {op, flags, inode, offset, path ? strlen(path) : 0, other ? strlen(other) : 0, length};
    if (journal < 0) return;
    append(&record, sizeof record);
    append(path, record.path), append(other, record.other), append(data, length);
}
/* The end of a call: noted when it succeeded. */
static long end_noted(long result, enum op op, ino_t inode, off_t offset, const char *path, const char *other,
                      const void *data, size_t length) {
    if (result >= 0) note(op, 0, inode, offset, path, other, data, length);
    return end(result);
}
/* Opening: only what creates or empties a file counts; every open file is remembered, so that its writes are known. */
static int open_at(int folder, const char *path, int flags, mode_t mode) {
    char relative[PATH_MAX];
    struct stat status;
    if (!below_root(folder, path, relative)) return REAL(openat)(folder, path, flags, mode);
    int is_new = (flags & O_CREAT) && fstatat(folder, path, &status, 0) != 0;
    if (is_new || (flags & O_TRUNC)) { if (begin(NAME)) return -1; } else pthread_mutex_lock(&lock);
    int fd = REAL(openat)(folder, path, flags, mode);
    if (fd < 0 || fd >= MAX_FILES || fstat(fd, &status)) return end(fd);
    opened[fd].device = status.st_dev, opened[fd].inode = status.st_ino;
    note(is_new ? CREATE : OPEN, !!(flags & O_TRUNC), status.st_ino, 0, relative, 0, 0, 0);
    return end(fd);
}
#define OPEN_MODE() va_list rest; va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0; va_end(rest)
int openat(int folder, const char *path, int flags, ...) { OPEN_MODE(); return open_at(folder, path, flags, mode); }
int open(const char *path, int flags, ...) { OPEN_MODE(); return open_at(AT_FDCWD, path, flags, mode); }
/* On 64 bits the names that end in 64 are the same calls. */
#define SAME(name, as) __typeof__(as) name __attribute__((alias(#as)))
SAME(openat64, openat); SAME(open64, open);
/* Writing: on a full disk a file cannot grow by more than has been freed since; what it has may be written over. */
static ssize_t put(int fd, const void *data, size_t length, off_t offset) {
    struct stat status;
    if (!is_ours(fd)) return offset < 0 ? REAL(write)(fd, data, length) : REAL(pwrite)(fd, data, length, offset);
    if (begin(BYTES)) return -1;
    fstat(fd, &status);
    off_t at = offset >= 0 ? offset : fcntl(fd, F_GETFL) & O_APPEND ? status.st_size : lseek(fd, 0, SEEK_CUR);
    long growth = at + (off_t)length - status.st_size;
    if (is_full && growth > 0) {
        if (growth > freed) length = growth - freed >= (long)length ? 0 : length - (growth - freed), growth = freed;
        freed -= growth;
        if (!length) { errno = ENOSPC; return end(-1); }
    }
    ssize_t result = offset < 0 ? REAL(write)(fd, data, length) : REAL(pwrite)(fd, data, length, offset);
    return end_noted(result, WRITE, opened[fd].inode, at, 0, 0, data, result);
}
ssize_t write(int fd, const void *data, size_t length) { return put(fd, data, length, -1); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return put(fd, data, length, at); }
SAME(pwrite64, pwrite);
ssize_t writev(int fd, const struct iovec *parts, int count) {
    return is_ours(fd) && count ? put(fd, parts->iov_base, parts->iov_len, -1) : REAL(writev)(fd, parts, count);
}
/* Copies inside the kernel, and holes, are refused as some file systems do; callers then read and write. */
#define REFUSED(fd, call) if (is_ours(fd)) { errno = EINVAL; return -1; } return call
ssize_t sendfile(int to, int from, off_t *at, size_t n) { REFUSED(to, syscall(SYS_sendfile, to, from, at, n)); }
SAME(sendfile64, sendfile);
ssize_t copy_file_range(int from, off_t *a, int to, off_t *b, size_t n, unsigned how) {
    REFUSED(to, syscall(SYS_copy_file_range, from, a, to, b, n, how));
}
int fallocate(int fd, int mode, off_t at, off_t n) { REFUSED(fd, syscall(SYS_fallocate, fd, mode, at, n)); }
int ftruncate(int fd, off_t length) {
    struct stat status;
    if (!is_ours(fd)) return REAL(ftruncate)(fd, length);
    if (begin(fstat(fd, &status) || length > status.st_size ? BLOCK : FREES)) return -1;
    return end_noted(REAL(ftruncate)(fd, length), TRUNCATE, opened[fd].inode, length, 0, 0, 0, 0);
}
SAME(ftruncate64, ftruncate);
/* Names. */
#define NAMED(need, folder, path, op, other, call) char relative[PATH_MAX]; \
    if (!below_root(folder, path, relative)) return call; \
    if (begin(need)) return -1; \
    return end_noted(call, op, 0, 0, relative, other, 0, 0)
int mkdirat(int folder, const char *path, mode_t mode) {
    NAMED(BLOCK, folder, path, MKDIR, 0, REAL(mkdirat)(folder, path, mode));
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
int symlinkat(const char *target, int folder, const char *path) {
    NAMED(NAME, folder, path, SYMLINK, target, REAL(symlinkat)(target, folder, path));
}
int symlink(const char *target, const char *path) { return symlinkat(target, AT_FDCWD, path); }
int linkat(int from_folder, const char *from, int folder, const char *path, int flags) {
    char source[PATH_MAX] = "";
    below_root(from_folder, from, source);
    NAMED(NAME, folder, path, LINK, source, REAL(linkat)(from_folder, from, folder, path, flags));
}
int link(const char *from, const char *path) { return linkat(AT_FDCWD, from, AT_FDCWD, path, 0); }
int renameat2(int from_folder, const char *from, int folder, const char *path, unsigned flags) {
    char target[PATH_MAX] = "";
    below_root(folder, path, target);
    NAMED(NAME, from_folder, from, RENAME, target, syscall(SYS_renameat2, from_folder, from, folder, path, flags));
}
int renameat(int a, const char *from, int b, const char *path) { return renameat2(a, from, b, path, 0); }
int rename(const char *from, const char *path) { return renameat2(AT_FDCWD, from, AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) {
    struct stat status;
    char ours[PATH_MAX];
    if (is_full && below_root(folder, path, ours) && !fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW)
        && S_ISREG(status.st_mode) && status.st_nlink == 1) freed += status.st_size;
    NAMED(FREES, folder, path, flags & AT_REMOVEDIR ? RMDIR : UNLINK, 0, REAL(unlinkat)(folder, path, flags));
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) { return unlink(path) ? errno == EISDIR ? rmdir(path) : -1 : 0; }
/* What reaches the disk for certain. */
#define SYNCED(fd, op, call) if (!is_ours(fd)) return call; \
    if (begin(NAME)) return -1; \
    return end_noted(call, op, opened[fd].inode, 0, 0, 0, 0, 0)
int fsync(int fd) { SYNCED(fd, SYNC, REAL(fsync)(fd)); }
int fdatasync(int fd) { SYNCED(fd, SYNC, REAL(fdatasync)(fd)); }
void sync(void) {
    if (root_length && begin(NAME)) return;
    REAL(sync)();
    if (root_length) end_noted(0, SYNC_ALL, 0, 0, 0, 0, 0, 0);
}
int syncfs(int fd) { SYNCED(fd, SYNC_ALL, REAL(syncfs)(fd)); }
