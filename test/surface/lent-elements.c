// RUN: %scan %s -- | FileCheck %s
//
// An element that is stored by a number the source tells, and taken out by one
// that it does not tell, may be the same one.
typedef __SIZE_TYPE__ size_t;
char *strdup(const char *);
struct entry {
  long number;
  char *text;
};
static struct entry table[3], other[3];

// CHECK-LABEL: {{^}}take: escaping{{$}}
// CHECK-NEXT:  allocates
// CHECK-NEXT:  escapes return ""
char *take(unsigned k, const char *text) {
  table[0].text = strdup(text);
  struct entry found = table[k % 3];
  table[k % 3].text = 0;
  return found.text;
}

// CHECK-LABEL: {{^}}lend: contained{{$}}
char *lend(unsigned k, const char *text) {
  other[0].text = strdup(text);
  other[k % 3].number = 1;
  return other[0].text;
}
