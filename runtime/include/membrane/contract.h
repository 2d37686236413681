/* Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Contracts: what a declaration promises of a function's memory. membrane
 * checks them where it sees the body and believes them where it does not.
 *
 * Needs nothing, not even the runtime: a project may copy this file. Any C
 * from C89 and any C++; compilers that know none of it see nothing. A word
 * stands first in the declaration, where `static` may stand:
 *
 *   MEMBRANE_OPAQUE(db_close)
 *   struct db *db_open(const char *path);
 *
 *   MEMBRANE_NONE MEMBRANE_BORROWED(self)
 *   const char *db_path(const struct db *self);
 *
 * `release` is the name of a function, which may be declared later. `arg` is
 * the name of a parameter or its number, from 0; `this` is the object of a C++
 * method, and `static` in MEMBRANE_BORROWED memory of the library's own.
 *
 * What other tools get from the same words never breaks a build by itself:
 *
 *   Clang 20, C23   MEMBRANE_NONE is also `nonallocating`, for Clang's
 *                   -Wfunction-effects. In older C that is an error for a
 *                   function without a prototype, `int f()`; if there is none,
 *                   define MEMBRANE_CONTRACT_EFFECTS. Never in C++, where it
 *                   makes another type of the function.
 *   on request      With MEMBRANE_CONTRACT_RELEASES defined, MEMBRANE_OPAQUE and
 *                   MEMBRANE_OWNED are also `malloc(release)` for GCC 11
 *                   (-Wmismatched-dealloc, -fanalyzer) and `ownership_returns`
 *                   for Clang (its static analyser). Then every such function
 *                   has to return a pointer, and every `release` has to be
 *                   declared before, take the pointer first, not be inline.
 *
 * Plain `malloc` is never used: it promises besides that the new memory holds
 * no pointer to older memory, which an object seldom keeps. */

#ifndef MEMBRANE_CONTRACT_H
#define MEMBRANE_CONTRACT_H

#if defined(__clang__)
#if __has_attribute(annotate)
#define MEMBRANE_CONTRACT(words) __attribute__((annotate("membrane::" words)))
#endif
#if !defined(__cplusplus) && __has_attribute(nonallocating)
#if defined(MEMBRANE_CONTRACT_EFFECTS) || __STDC_VERSION__ + 0 >= 202311L
#define MEMBRANE_CONTRACT_NONALLOCATING __attribute__((nonallocating))
#endif
#endif
#if defined(MEMBRANE_CONTRACT_RELEASES) && __has_attribute(ownership_returns)
#define MEMBRANE_CONTRACT_RELEASE(release)                                     \
  __attribute__((ownership_returns(release)))
#endif
#elif defined(__GNUC__) && defined(MEMBRANE_CONTRACT_RELEASES)
#if __GNUC__ >= 11
#define MEMBRANE_CONTRACT_RELEASE(release) __attribute__((malloc(release)))
#endif
#endif

#ifndef MEMBRANE_CONTRACT
#define MEMBRANE_CONTRACT(words)
#endif
#ifndef MEMBRANE_CONTRACT_NONALLOCATING
#define MEMBRANE_CONTRACT_NONALLOCATING
#endif
#ifndef MEMBRANE_CONTRACT_RELEASE
#define MEMBRANE_CONTRACT_RELEASE(release)
#endif
/* In two steps, so that a name that is a macro is replaced. */
#define MEMBRANE_CONTRACT_QUOTE(name) #name
#define MEMBRANE_CONTRACT_TEXT(name) MEMBRANE_CONTRACT_QUOTE(name)

/* Allocates on no path, callees included. */
#define MEMBRANE_NONE                                                          \
  MEMBRANE_CONTRACT("none") MEMBRANE_CONTRACT_NONALLOCATING

/* Allocates, but nothing that it allocated can be reached by the caller once
 * it has returned. */
#define MEMBRANE_CONTAINED MEMBRANE_CONTRACT("contained")

/* Everything that it allocates comes from the allocator or region that is the
 * argument, or stands inside of it. */
#define MEMBRANE_PARAMETERIZED(arg)                                            \
  MEMBRANE_CONTRACT("parameterized(" MEMBRANE_CONTRACT_TEXT(arg) ")")

/* Memory gets out, only behind types that the caller cannot look into, and
 * `release` gives back all of it. */
#define MEMBRANE_OPAQUE(release)                                               \
  MEMBRANE_CONTRACT("opaque(" MEMBRANE_CONTRACT_TEXT(release) ")")             \
  MEMBRANE_CONTRACT_RELEASE(release)

/* The caller owns the memory that gets out, which it may look into, and
 * `release` gives back all of it. */
#define MEMBRANE_OWNED(release)                                                \
  MEMBRANE_CONTRACT("owned(" MEMBRANE_CONTRACT_TEXT(release) ")")              \
  MEMBRANE_CONTRACT_RELEASE(release)

/* The result is not the caller's to release: it points into the argument. Says
 * nothing of what is allocated, so it may stand beside another word. */
#define MEMBRANE_BORROWED(arg)                                                 \
  MEMBRANE_CONTRACT("borrowed(" MEMBRANE_CONTRACT_TEXT(arg) ")")

#endif
