// RUN: %scan %s -- | FileCheck %s
//
// Which members an address may lead to that moves within a record.
char *strdup(const char *);
typedef int fn(const char *, char **);
struct ops {
  fn *prep, *fin;
};
static int nop(const char *from, char **to) { return 0; }
static int upper(const char *from, char **to) {
  *to = strdup(from);
  return 0;
}

// An array of arrays is no walk along the members behind it.
struct cache {
  void *texts[8][2];
  fn *lower;
  void *other[4];
};
static struct cache cached;
void fill(unsigned k, void *text) {
  cached.lower = nop;
  cached.texts[k][1] = (void *)upper;
  cached.other[k] = text;
}
// CHECK-LABEL: {{^}}not_in_array: none{{$}}
int not_in_array(const char *from, char **to) { return cached.lower(from, to); }

// Places that one of several members gives.
struct lists {
  struct ops *free, *used;
  fn *lower;
};
static struct lists both;
// CHECK-LABEL: {{^}}either_list: none{{$}}
int either_list(int k, const char *from, char **to) {
  struct ops **at = k ? &both.free : &both.used;
  both.lower = nop;
  *at = (struct ops *)(void *)upper;
  return both.lower(from, to);
}

// All members, one by one.
struct hooks {
  fn *first, *second;
  long count;
};
static struct hooks every;
void set(unsigned k) { ((fn **)&every)[k] = upper; }
// CHECK-LABEL: {{^}}any_member: escaping{{$}}
int any_member(const char *from, char **to) { return every.second(from, to); }
