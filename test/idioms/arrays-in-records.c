// RUN: %scan %s -- | FileCheck %s
//
// An array of records inside a record, of which some element is written. An
// offset has a stride or bounds, not both: what is stored in any element is
// found at the same distance before the array, too.
typedef __SIZE_TYPE__ size_t;
void *malloc(size_t);
struct part {
  char *bytes;
  size_t size;
};
struct reader {
  size_t line;
  char *text;
  struct part parts[2];
};
static char *last;

static void fill(struct reader *of, int n) {
  struct part *into = &of->parts[n];
  into->bytes = malloc(8);
  into->size = 8;
}

// The line number is none of the parts; it is found to be the bytes of one.
// CHECK-LABEL: {{^}}fp_count: escaping{{$}}
void fp_count(int n, size_t *line) {
  struct reader from = {0};
  fill(&from, n);
  last = from.parts[n].bytes;
  *line = from.line;
}

// The same with an index that the caller knows, but which decides no branch.
// CHECK-LABEL: {{^}}fp_first: escaping{{$}}
void fp_first(size_t *line) {
  struct reader from = {0};
  fill(&from, 0);
  last = from.parts[0].bytes;
  *line = from.line;
}
