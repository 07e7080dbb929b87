/*
 * vfs.h - a layer between SQLite and the files, which lets the n-th operation fail, or writes down what is written and
 * synced. It becomes the process's default, so that the library uses it without knowing. A source that includes it
 * defines _GNU_SOURCE first.
 */
#ifndef VFS_H
#define VFS_H

#include "files.h"

/* ------------------------------------------------------------------------------------------ what happens --- */

enum vfs_operation { VFS_OPEN, VFS_DELETE, VFS_READ, VFS_WRITE, VFS_TRUNCATE, VFS_SYNC, VFS_SIZE, VFS_LOCK, VFS_MAP };

/* Operations so far; which one fails, from 1; and whether all that follow it fail too. 0: none fails. */
static _Atomic long vfs_count, vfs_fail_at;
static int vfs_fail_all;

/* Told of every change of a file before it is made, and of every sync after it. The offset of a removal is whether the
   folder is synced. */
static void (*vfs_watch)(enum vfs_operation operation, const char *name, const void *data, long long size,
                         long long offset);

static inline int vfs_fails(enum vfs_operation operation)
{
    static const int codes[] = {
        [VFS_OPEN] = SQLITE_CANTOPEN,         [VFS_DELETE] = SQLITE_IOERR_DELETE, [VFS_READ] = SQLITE_IOERR_READ,
        [VFS_WRITE] = SQLITE_FULL,            [VFS_TRUNCATE] = SQLITE_IOERR_TRUNCATE, [VFS_SYNC] = SQLITE_IOERR_FSYNC,
        [VFS_SIZE] = SQLITE_IOERR_FSTAT,      [VFS_LOCK] = SQLITE_IOERR_LOCK,     [VFS_MAP] = SQLITE_IOERR_SHMMAP,
    };
    long number = ++vfs_count;
    if (!vfs_fail_at || number < vfs_fail_at || (number > vfs_fail_at && !vfs_fail_all))
        return SQLITE_OK;
    return codes[operation];
}

#define VFS_OR_FAIL(operation) \
    do { \
        int code_ = vfs_fails(operation); \
        if (code_ != SQLITE_OK) \
            return code_; \
    } while (0)

/* ------------------------------------------------------------------------------------------------ a file --- */

typedef struct vfs_file {
    sqlite3_file base;
    const char *name; /* lives as long as the file */
    sqlite3_file *real;
} vfs_file;

#define VFS_REAL(file) (((vfs_file *)(file))->real)
#define VFS_NAME(file) (((vfs_file *)(file))->name)
#define VFS_TELL(operation, file, data, size, offset) \
    do { \
        if (vfs_watch) \
            vfs_watch(operation, VFS_NAME(file), data, size, offset); \
    } while (0)

static int vfs_close(sqlite3_file *file) { return VFS_REAL(file)->pMethods->xClose(VFS_REAL(file)); }

static int vfs_read(sqlite3_file *file, void *data, int size, sqlite3_int64 offset)
{
    VFS_OR_FAIL(VFS_READ);
    return VFS_REAL(file)->pMethods->xRead(VFS_REAL(file), data, size, offset);
}

static int vfs_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset)
{
    VFS_OR_FAIL(VFS_WRITE);
    VFS_TELL(VFS_WRITE, file, data, size, offset);
    return VFS_REAL(file)->pMethods->xWrite(VFS_REAL(file), data, size, offset);
}

static int vfs_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    VFS_OR_FAIL(VFS_TRUNCATE);
    VFS_TELL(VFS_TRUNCATE, file, NULL, size, 0);
    return VFS_REAL(file)->pMethods->xTruncate(VFS_REAL(file), size);
}

static int vfs_sync(sqlite3_file *file, int flags)
{
    VFS_OR_FAIL(VFS_SYNC);
    int code = VFS_REAL(file)->pMethods->xSync(VFS_REAL(file), flags);
    VFS_TELL(VFS_SYNC, file, NULL, 0, 0);
    return code;
}

static int vfs_size(sqlite3_file *file, sqlite3_int64 *size)
{
    VFS_OR_FAIL(VFS_SIZE);
    return VFS_REAL(file)->pMethods->xFileSize(VFS_REAL(file), size);
}

static int vfs_lock(sqlite3_file *file, int lock)
{
    VFS_OR_FAIL(VFS_LOCK);
    return VFS_REAL(file)->pMethods->xLock(VFS_REAL(file), lock);
}

static int vfs_unlock(sqlite3_file *file, int lock) { return VFS_REAL(file)->pMethods->xUnlock(VFS_REAL(file), lock); }

static int vfs_reserved(sqlite3_file *file, int *answer)
{
    return VFS_REAL(file)->pMethods->xCheckReservedLock(VFS_REAL(file), answer);
}

static int vfs_control(sqlite3_file *file, int what, void *argument)
{
    return VFS_REAL(file)->pMethods->xFileControl(VFS_REAL(file), what, argument);
}

static int vfs_sector(sqlite3_file *file) { return VFS_REAL(file)->pMethods->xSectorSize(VFS_REAL(file)); }

/* As if nothing were known of the disk: no page is written whole, so that a power cut may tear it. */
static int vfs_device(sqlite3_file *file)
{
    (void)file;
    return 0;
}

static int vfs_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
    VFS_OR_FAIL(VFS_MAP);
    return VFS_REAL(file)->pMethods->xShmMap(VFS_REAL(file), page, size, extend, memory);
}

static int vfs_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    if (flags & SQLITE_SHM_LOCK)
        VFS_OR_FAIL(VFS_LOCK);
    return VFS_REAL(file)->pMethods->xShmLock(VFS_REAL(file), offset, count, flags);
}

static void vfs_shm_barrier(sqlite3_file *file) { VFS_REAL(file)->pMethods->xShmBarrier(VFS_REAL(file)); }

static int vfs_shm_unmap(sqlite3_file *file, int remove)
{
    return VFS_REAL(file)->pMethods->xShmUnmap(VFS_REAL(file), remove);
}

static const sqlite3_io_methods vfs_methods = {
    2,          vfs_close,    vfs_read,    vfs_write,  vfs_truncate, vfs_sync,     vfs_size,        vfs_lock,      vfs_unlock,
    vfs_reserved, vfs_control, vfs_sector, vfs_device, vfs_shm_map,  vfs_shm_lock, vfs_shm_barrier, vfs_shm_unmap, NULL, NULL,
};

/* ----------------------------------------------------------------------------------------- the file system --- */

static sqlite3_vfs *vfs_real, vfs_shim;

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    vfs_file *mine = (vfs_file *)file;
    (void)vfs;
    mine->base.pMethods = NULL;
    mine->name = name ? name : "";
    mine->real = (sqlite3_file *)(mine + 1);
    VFS_OR_FAIL(VFS_OPEN);
    int code = vfs_real->xOpen(vfs_real, name, mine->real, flags, out);
    if (mine->real->pMethods)
        mine->base.pMethods = &vfs_methods;
    return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    VFS_OR_FAIL(VFS_DELETE);
    if (vfs_watch)
        vfs_watch(VFS_DELETE, name, NULL, 0, sync);
    return vfs_real->xDelete(vfs_real, name, sync);
}

/* Registers the layer as the default. Before the library's first call. */
static inline void vfs_install(void)
{
    vfs_real = sqlite3_vfs_find(NULL);
    vfs_shim = *vfs_real;
    vfs_shim.zName = "test";
    vfs_shim.pNext = NULL;
    vfs_shim.szOsFile = (int)sizeof(vfs_file) + vfs_real->szOsFile;
    vfs_shim.xOpen = vfs_open;
    vfs_shim.xDelete = vfs_delete;
    CHECK_INT(sqlite3_vfs_register(&vfs_shim, 1), SQLITE_OK);
}

/* Lets the n-th operation from now on fail; 0 for none. */
static inline void vfs_fail(long n, int all)
{
    vfs_count = 0;
    vfs_fail_at = n;
    vfs_fail_all = all;
}

#endif
