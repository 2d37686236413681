// Comments that suppress findings: what they hide, and what is said of those
// that hide nothing.

// RUN: not membrane scan --checks=leak,suppression %s -- 2>&1 | FileCheck %s --implicit-check-not=warning: --implicit-check-not='[suppression]'

void *malloc(__SIZE_TYPE__);

void bare_ok(void) { malloc(1); } // NOLINT
void named_ok(void) { malloc(1); } // NOLINT(membrane-leak)
void listed_ok(void) { malloc(1); } // NOLINT(other-tool, membrane-leak): why
void glob_ok(void) { malloc(1); } /* NOLINT(membrane-*) */
void all_ok(void) { malloc(1); } // NOLINT(*)
// NOLINTNEXTLINE(membrane-leak)
void next_ok(void) { malloc(1); }
/* NOLINTNEXTLINE: the whole line */
void next_bare_ok(void) { malloc(1); }

// NOLINTBEGIN(membrane-leak)
void inner_ok(void) { malloc(1); }
// NOLINTBEGIN(other-tool)
void nested_ok(void) { malloc(1); }
// NOLINTEND(other-tool)
// NOLINTEND(membrane-leak)

void behind_bad(void) { malloc(1); }
// CHECK: :[[#@LINE-1]]:25: warning: 'behind_bad' leaks memory of family 'malloc' [leak]

void other_bad(void) { malloc(1); } // NOLINT(other-tool)
// CHECK: :[[#@LINE-1]]:24: warning: 'other_bad' leaks
void empty_bad(void) { malloc(1); } // NOLINT()
// CHECK: :[[#@LINE-1]]:24: warning: 'empty_bad' leaks

// The word in a string is no comment.
const char *string_bad(void) { malloc(1); return "// NOLINT"; }
// CHECK: :[[#@LINE-1]]:32: warning: 'string_bad' leaks
char escaped_bad(void) { malloc('"'); return '\''; } const char *s = "\"/*NOLINT";
// CHECK: :[[#@LINE-1]]:26: warning: 'escaped_bad' leaks

void unused_bad(void) {} // NOLINT(membrane-leak, other-tool)
// CHECK: :[[#@LINE-1]]:29: note: 'membrane-leak' of 'NO{{LINT}}' suppresses nothing [suppression]
// CHECK-NEXT: note: take it out
void typo_bad(void) {} // NOLINT(membrane-leek)
// CHECK: :[[#@LINE-1]]:27: note: 'membrane-leek' of 'NO{{LINT}}' names no check [suppression]
// CHECK-NEXT: note: did you mean 'membrane-leak'?

// What did not run is not missed, nor what is another tool's.
void not_run_ok(void) {} // NOLINT(membrane-hidden-global, membrane-*)
void others_ok(void) {} // NOLINT(other-tool)
void unused_bare_ok(void) {} // NOLINT

// NOLINTEND(other-tool)
// NOLINTEND(membrane-leak)
// CHECK: :[[#@LINE-1]]:4: warning: 'NO{{LINTEND}}' without a 'NO{{LINTBEGIN}}' before it that has the same list [suppression]
// CHECK-NEXT: note: it suppresses nothing
// NOLINTBEGIN
// CHECK: :[[#@LINE-1]]:4: warning: 'NO{{LINTBEGIN}}' without a 'NO{{LINTEND}}' behind it that has the same list [suppression]
// CHECK-NEXT: note: it suppresses nothing
void unclosed_bad(void) { malloc(1); }
// CHECK: :[[#@LINE-1]]:27: warning: 'unclosed_bad' leaks

// CHECK: 10 findings: 8 warnings, 2 notes; 9 suppressed in the source
