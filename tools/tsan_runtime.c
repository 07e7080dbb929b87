/*
 * tsan_runtime.c - tells ThreadSanitizer of the locks that it can't see.
 *
 * Swift's Mutex locks with an atomic instruction in our own, instrumented code; only where two threads meet does it
 * call the runtime, which has no instrumentation. Without this file every contended lock is reported as a race.
 * tools/sanitize.sh links it into the library, with -Wl,--wrap for these functions of Swift's module Synchronization:
 *
 *     _MutexHandle._lockSlow(UInt32)    _MutexHandle._tryLockSlow() -> Bool    _MutexHandle._unlockSlow()
 *
 * of AtomicLazyReference, by which definitions are read once:
 *
 *     AtomicLazyReference.load() -> Instance?    AtomicLazyReference.storeIfNil(Instance) -> Instance
 *
 * and of the initialisation of globals, which the runtime's swift_once guards.
 */
#include <stdbool.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define NAME(prefix, name) __asm__(prefix "$s15Synchronization12_MutexHandleV" name)

SWIFT void real_lock(uint32_t thread, SELF void *mutex) NAME("__real_", "9_lockSlowyys6UInt32VF");
SWIFT void wrap_lock(uint32_t thread, SELF void *mutex) NAME("__wrap_", "9_lockSlowyys6UInt32VF");
SWIFT bool real_try_lock(SELF void *mutex) NAME("__real_", "12_tryLockSlowSbyF");
SWIFT bool wrap_try_lock(SELF void *mutex) NAME("__wrap_", "12_tryLockSlowSbyF");
SWIFT void real_unlock(SELF void *mutex) NAME("__real_", "11_unlockSlowyyF");
SWIFT void wrap_unlock(SELF void *mutex) NAME("__wrap_", "11_unlockSlowyyF");

/* Of ThreadSanitizer: what happened before the release of an address is visible after its acquisition. */
void __tsan_acquire(void *address);
void __tsan_release(void *address);

SWIFT void wrap_lock(uint32_t thread, SELF void *mutex) {
    real_lock(thread, mutex);
    __tsan_acquire(mutex);
}

SWIFT bool wrap_try_lock(SELF void *mutex) {
    bool locked = real_try_lock(mutex);
    if (locked) __tsan_acquire(mutex);
    return locked;
}

SWIFT void wrap_unlock(SELF void *mutex) {
    __tsan_release(mutex);
    real_unlock(mutex);
}

#define LAZY(prefix, name) __asm__(prefix "$s15Synchronization19AtomicLazyReferenceV" name)

SWIFT void *real_load(void *type, SELF void *reference) LAZY("__real_", "4loadxSgyF");
SWIFT void *wrap_load(void *type, SELF void *reference) LAZY("__wrap_", "4loadxSgyF");
SWIFT void *real_store(void *object, void *type, SELF void *reference) LAZY("__real_", "10storeIfNilyxxnF");
SWIFT void *wrap_store(void *object, void *type, SELF void *reference) LAZY("__wrap_", "10storeIfNilyxxnF");

SWIFT void *wrap_load(void *type, SELF void *reference) {
    void *object = real_load(type, reference);
    __tsan_acquire(reference);
    return object;
}

SWIFT void *wrap_store(void *object, void *type, SELF void *reference) {
    __tsan_release(reference);
    object = real_store(object, type, reference);
    __tsan_acquire(reference);
    return object;
}

/* What initialises a global happens before everything that reads it. */
void real_once(intptr_t *token, void (*initialise)(void *), void *context) __asm__("__real_swift_once");
void wrap_once(intptr_t *token, void (*initialise)(void *), void *context) __asm__("__wrap_swift_once");

struct once {
    intptr_t *token;
    void (*initialise)(void *);
    void *context;
};

static void initialise_and_release(void *context) {
    struct once *once = context;
    once->initialise(once->context);
    __tsan_release(once->token);
}

void wrap_once(intptr_t *token, void (*initialise)(void *), void *context) {
    struct once once = {token, initialise, context};
    real_once(token, initialise_and_release, &once);
    __tsan_acquire(token);
}
