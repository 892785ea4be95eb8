#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE
#endif

#include "locale_guard.h"

#include <locale.h>
#include <pthread.h>
#include <stddef.h>
#if defined(__APPLE__)
#include <xlocale.h>
#endif

/* Made once and kept for the life of the process: a locale in use by any thread must not be freed. */
static locale_t utf8_locale = (locale_t)0;
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make_locale(void) {
    static const char *const names[] = {"C.UTF-8", "C.utf8", "UTF-8", "en_US.UTF-8"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        utf8_locale = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
        if (utf8_locale != (locale_t)0) {
            return;
        }
    }
}

manifold_locale_guard manifold_locale_enter(void) {
    manifold_locale_guard guard = {NULL, 0};
    if (pthread_once(&made, make_locale) != 0 || utf8_locale == (locale_t)0) {
        return guard;
    }
    guard.previous = (void *)uselocale(utf8_locale);
    guard.is_utf8 = guard.previous != NULL;
    return guard;
}

void manifold_locale_leave(manifold_locale_guard guard) {
    if (guard.previous != NULL) {
        uselocale((locale_t)guard.previous);
    }
}
