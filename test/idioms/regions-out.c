// RUN: %scan %s -- -I%root/runtime/include | FileCheck %s
//
// Memory of regions that gets out, by the built-in models.

#include <membrane/handle.h>
#include <membrane/scratch.h>
#include <stdlib.h>
#include <string.h>

struct box {
  char *text;
  struct box *other;
};

char *into_ok(mbr_region *region) { return mbr_alloc(region, 10); }
// CHECK-LABEL: {{^}}into_ok: parameterized{{$}}
// CHECK: {{^}}  allocates argument 0 heap argument 0 ""{{$}}

char *cursor_ok(mbr_region *region, int n) {
  mbr_cursor cursor = mbr_cursor_open(region);
  char *last = NULL;
  while (n--)
    last = mbr_cursor_alloc(&cursor, 10);
  mbr_cursor_close(&cursor);
  return last;
}
// CHECK-LABEL: {{^}}cursor_ok: parameterized{{$}}

struct box *box_ok(mbr_region *region, const char *s) {
  struct box *box = mbr_alloc(region, sizeof *box);
  if (box)
    box->text = mbr_strdup(region, s);
  return box;
}
// CHECK-LABEL: {{^}}box_ok: parameterized{{$}}

char *grow_ok(mbr_region *region, char *text, size_t n) {
  return mbr_realloc(region, text, n, 2 * n);
}
// CHECK-LABEL: {{^}}grow_ok: parameterized{{$}}
// CHECK: {{^}}  borrows argument 1 ""

/// The memory is gone; that must not make it none or contained.
char *of_scratch_bad(const char *s) {
  MBR_SCRATCH(scratch) return mbr_strdup(mbr_scratch_region(&scratch), s);
  return NULL;
}
// CHECK-LABEL: {{^}}of_scratch_bad: escaping{{$}}

char *of_region_bad(const char *s) {
  mbr_region *region = mbr_region_create();
  char *copy = region ? mbr_strdup(region, s) : NULL;
  mbr_region_destroy(region);
  return copy;
}
// CHECK-LABEL: {{^}}of_region_bad: escaping{{$}}

/// One holder lets go, the other stays.
void share_bad(struct box *into) {
  struct box *box = mbr_handle_create(sizeof *box);
  into->other = mbr_retain(box);
  mbr_release(box);
}
// CHECK-LABEL: {{^}}share_bad: opaque{{$}}
// CHECK: {{^}}  escapes argument 0 "->other" struct box * opaque family mbr_handle release mbr_release

/// What was deferred runs when the region ends.
static char *kept;
static void keep(void *place) { *(char **)place = malloc(10); }
void defer_ok(void) {
  mbr_region *region = mbr_region_create();
  mbr_defer(region, keep, &kept);
  mbr_region_destroy(region);
}
// CHECK-LABEL: {{^}}defer_ok: contained{{$}}
// CHECK: {{^}}  retains fresh in {{.*}}kept{{$}}

/// The region releases it, but the caller has it meanwhile.
char *adopt_bad(mbr_region *region, const char *s) {
  char *copy = strdup(s);
  mbr_adopt(region, copy, free, 1);
  return copy;
}
// CHECK-LABEL: {{^}}adopt_bad: escaping{{$}}
// CHECK: {{^}}  escapes argument 0 "*" opaque family malloc release free
