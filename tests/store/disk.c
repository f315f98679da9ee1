/* A disk that can lose its power, be full, or fail: stands between a process and its file system.

   Preloaded; it looks after the files below DISK_FILES. What is synced is copied below DISK_KEPT at
   that moment: just that is left when the power goes. Where DISK_KEPT holds a file `full`, no file
   below a folder `base` takes another byte; where it holds `broken`, no sync succeeds.
   https://man7.org/linux/man-pages/man2/fsync.2.html */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int said(const char *name) {
  char path[PATH_MAX];
  const char *kept = getenv("DISK_KEPT");
  if (!kept) return 0;
  snprintf(path, sizeof path, "%s/%s", kept, name);
  return access(path, F_OK) == 0;
}

/* The name of an open file below DISK_FILES; NULL where it lies elsewhere. */
static const char *named(int fd, char *path) {
  char link[64];
  const char *files = getenv("DISK_FILES");
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, path, PATH_MAX - 1);
  if (!files || size < 0) return NULL;
  path[size] = 0;
  return strncmp(path, files, strlen(files)) ? NULL : path + strlen(files);
}

static void keep(int fd) {
  char path[PATH_MAX], to[PATH_MAX + 64], made[PATH_MAX + 128], block[65536];
  struct stat kind;
  const char *name = named(fd, path);
  if (!name || fstat(fd, &kind) || !S_ISREG(kind.st_mode)) return;
  snprintf(to, sizeof to, "%s%s", getenv("DISK_KEPT"), name);
  for (char *at = to + 1; (at = strchr(at, '/')); at++) {
    *at = 0;
    mkdir(to, 0700);
    *at = '/';
  }
  snprintf(made, sizeof made, "%s.%d-%d", to, getpid(), gettid());
  int from = open(path, O_RDONLY), into = open(made, O_CREAT | O_TRUNC | O_WRONLY, 0600);
  ssize_t (*plain)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
  for (ssize_t size; from >= 0 && (size = read(from, block, sizeof block)) > 0;)
    if (plain(into, block, size) != size) abort();
  close(from);
  close(into);
  rename(made, to);
}

static int synced(int fd, const char *call) {
  char path[PATH_MAX];
  if (named(fd, path) && said("broken")) {
    errno = EIO;
    return -1;
  }
  int (*plain)(int) = dlsym(RTLD_NEXT, call);
  int done = plain(fd);
  if (!done) keep(fd);
  return done;
}

static int full(int fd) {
  char path[PATH_MAX];
  const char *name = named(fd, path);
  if (!name || !strstr(name, "/base/") || !said("full")) return 0;
  errno = ENOSPC;
  return 1;
}

int fsync(int fd) { return synced(fd, "fsync"); }
int fdatasync(int fd) { return synced(fd, "fdatasync"); }

#define WRITES(name, at)                                                       \
  ssize_t name(int fd, const void *data, size_t size, at where) {              \
    ssize_t (*plain)(int, const void *, size_t, at) = dlsym(RTLD_NEXT, #name); \
    return full(fd) ? -1 : plain(fd, data, size, where);                       \
  }
#define GATHERS(name, at)                                                             \
  ssize_t name(int fd, const struct iovec *data, int count, at where) {               \
    ssize_t (*plain)(int, const struct iovec *, int, at) = dlsym(RTLD_NEXT, #name);   \
    return full(fd) ? -1 : plain(fd, data, count, where);                             \
  }
WRITES(pwrite, off_t)
WRITES(pwrite64, off64_t)
GATHERS(pwritev, off_t)
GATHERS(pwritev64, off64_t)

int posix_fallocate(int fd, off_t from, off_t size) {
  int (*plain)(int, off_t, off_t) = dlsym(RTLD_NEXT, "posix_fallocate");
  return full(fd) ? ENOSPC : plain(fd, from, size);
}
