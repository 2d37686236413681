// One block that is carved into arrays of records, each begun at an aligned
// place: nobody knows where, so what stands in one array stands in all.
// RUN: %scan %s -- | FileCheck %s

void *malloc(unsigned long);
void free(void *);
struct reach {
  int **state;
  int *tags;
};
struct place {
  int n;
  int **tags;
};

static char *align(char *at) {
  return at + ((unsigned long)at % 8 ? 8 - (unsigned long)at % 8 : 0);
}

/// What 'known' leads to is in the block, but is taken to be 'states' as well,
/// which the other array has (TRE's matchers).
int fp_lost(int **states, int n, int k) {
  char *block = malloc(n * 64);
  int *spare = (int *)block;
  struct reach *now = (struct reach *)align(block + n * 4);
  struct place *known = (struct place *)align((char *)(now + n));
  for (int i = 0; i < n; i++) {
    now[i].state = states + i;
    now[i].tags = spare;
    known[i].tags = &now[i].tags;
    *known[i / 2].tags = spare;
  }
  if (k == 9)
    return -1; // the block is lost
  int found = **now[k].state;
  free(block);
  return found;
}
// CHECK-LABEL: {{^}}fp_lost: escaping{{$}}
// CHECK: {{^}}  escapes argument 0

int freed_ok(int **states, int n, int k) {
  char *block = malloc(n * 64);
  struct reach *now = (struct reach *)align(block);
  for (int i = 0; i < n; i++)
    now[i].state = states + i;
  int found = **now[k].state;
  free(block);
  return found;
}
// CHECK-LABEL: {{^}}freed_ok: contained{{$}}
