#ifndef MANIFOLD_LOCALE_GUARD_H
#define MANIFOLD_LOCALE_GUARD_H

#include <stdint.h>

/*
 * libarchive converts file names through the locale of the calling thread. Under the C locale a name that is not
 * ASCII is refused or, in some versions, dereferences a null pointer (libarchive issue 2233). These two functions
 * give the calling thread a UTF-8 character type for the time of a call, and change nothing for other threads.
 */

/* What the thread had before; hand it back unchanged, on the same thread. */
typedef struct manifold_locale_guard {
    void *previous;
    /* 0 when the system has no UTF-8 locale: only ASCII names are then safe. */
    int is_utf8;
} manifold_locale_guard;

manifold_locale_guard manifold_locale_enter(void);
void manifold_locale_leave(manifold_locale_guard guard);

/*
 * File types as tar and libarchive number them. libarchive's own names are macros with casts, which Swift cannot see,
 * and the S_IF* names become ambiguous where the C library is imported as well.
 */
static const uint32_t manifold_file_type_regular = 0100000;
static const uint32_t manifold_file_type_directory = 0040000;
static const uint32_t manifold_file_type_symlink = 0120000;

#endif
