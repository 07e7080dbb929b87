private import Glibc

/// A lock under which threads wait for each other, which Swift's own mutex can't do.
///
/// Neither it nor its conditions are destroyed, which on Linux only frees nothing: in a child of fork(), destroying a
/// condition would wait for threads that exist in the parent only.
package final class Monitor: @unchecked Sendable {
    // Sendable: it is what makes things sendable.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    package init() {
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
    }

    deinit { mutex.deallocate() }

    package func lock() { pthread_mutex_lock(mutex) }
    package func unlock() { pthread_mutex_unlock(mutex) }

    /// What threads wait for. For use with its monitor locked only.
    package final class Condition: @unchecked Sendable {
        private let monitor: Monitor
        // Sendable: pthread's own.
        private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

        package init(of monitor: Monitor) {
            self.monitor = monitor
            condition.initialize(to: pthread_cond_t())
            pthread_cond_init(condition, nil)
        }

        deinit { condition.deallocate() }

        /// Unlocks the monitor while it waits. May wake up for nothing.
        package func wait() { pthread_cond_wait(condition, monitor.mutex) }

        package func wakeAll() { pthread_cond_broadcast(condition) }
    }
}
