// RUN: %scan %s -- -I%root/runtime/include | FileCheck %s
// RUN: membrane scan --checks=contained-heap %s -- -I%root/runtime/include \
// RUN:   | FileCheck %s --check-prefix=CHECKS --implicit-check-not=remark:
//
// Regions, handles and scratches that stay in a function, by the built-in
// models.

#include <membrane/handle.h>
#include <membrane/scratch.h>
#include <stdlib.h>
#include <string.h>

struct box {
  char *text;
};

int local_region_ok(const char *s) {
  mbr_region *region = mbr_region_create();
  if (!region)
    return -1;
  struct box *box = mbr_calloc(region, 1, sizeof *box);
  if (box)
    box->text = mbr_strdup(region, s);
  int first = box && box->text ? box->text[0] : 0;
  mbr_region_destroy(region);
  return first;
}
// CHECK-LABEL: {{^}}local_region_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{leaks|assumes}}

int local_scratch_ok(const char *s) {
  int first = 0;
  MBR_SCRATCH(scratch) {
    char *copy = mbr_strdup(mbr_scratch_region(&scratch), s);
    char *other = mbr_scratch_alloc(&scratch, 10);
    if (!copy || !other)
      return -1;
    first = copy[0];
  }
  return first;
}
// CHECK-LABEL: {{^}}local_scratch_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{leaks|assumes}}

int local_handle_ok(const char *s) {
  struct box *box = mbr_handle_create(sizeof *box);
  if (!box)
    return -1;
  box->text = mbr_strdup(mbr_handle_region(box), s);
  int first = box->text ? box->text[0] : 0;
  mbr_release(box);
  return first;
}
// CHECK-LABEL: {{^}}local_handle_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{leaks|assumes}}

int forgets_bad(const char *s) {
  struct box *box = mbr_handle_create(sizeof *box);
  if (!box)
    return -1;
  box->text = mbr_strdup(mbr_handle_region(box), s);
  if (!box->text)
    return -1;
  mbr_release(box);
  return 0;
}
// CHECK-LABEL: {{^}}forgets_bad: contained{{$}}
// CHECK: {{^}}  leaks mbr_handle at

int forgets_region_bad(void) {
  mbr_region *region = mbr_region_create();
  return region && mbr_alloc(region, 10);
}
// CHECK-LABEL: {{^}}forgets_region_bad: contained{{$}}
// CHECK: {{^}}  leaks mbr_region at

int child_ok(void) {
  mbr_region *region = mbr_region_create();
  mbr_region *child = mbr_region_create_child(region);
  char *text = mbr_alloc(child, 10);
  int set = text != NULL;
  mbr_region_destroy(region);
  return set;
}
// CHECK-LABEL: {{^}}child_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{leaks|assumes}}

int adopt_ok(const char *s) {
  mbr_region *region = mbr_region_create();
  char *copy = strdup(s);
  int failed = !region || mbr_adopt(region, copy, free, 1);
  if (failed)
    free(copy);
  mbr_region_destroy(region);
  return failed;
}
// CHECK-LABEL: {{^}}adopt_ok: contained{{$}}
// CHECK-NOT: {{^}}  {{leaks|assumes}}

// CHECKS: {{^}}0 findings{{$}}
