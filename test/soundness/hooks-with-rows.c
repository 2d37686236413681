// RUN: %scan %s -- | FileCheck %s
//
// A hook of another library that has a row is what the row says, unless the
// program puts a function there, or gives the address away.

#include "../Inputs/libc.h"

extern void (*xmlFree)(void *);
extern void *(*xmlMalloc)(size_t);
extern void *(*xmlMallocAtomic)(size_t);

static void *kept;
static void keep(void *p) { kept = p; }
void set(void) { xmlFree = keep; }

/// Not freed for certain.
void *freed_bad(void *old) {
  xmlFree(old);
  return old;
}
// CHECK-LABEL: {{^}}freed_bad:
// CHECK-NOT: {{^}}  releases argument 0 "" always

void fill_in(void *(**where)(size_t));
static void *none(size_t size) { return NULL; }
void given(void) { fill_in(&xmlMalloc); }
void *made_bad(void) { return xmlMalloc(4); }
// CHECK-LABEL: {{^}}made_bad:
// CHECK: {{^}}  assumes

void *other_bad(int own) { return (own ? none : xmlMallocAtomic)(4); }
// CHECK-LABEL: {{^}}other_bad:
// CHECK: {{^}}  assumes
