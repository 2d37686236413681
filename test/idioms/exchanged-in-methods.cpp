// RUN: %scan %s -- | FileCheck %s
//
// An atomic exchange behind a method of a template, behind a function: what is
// made once is kept if nobody else was faster.

extern "C" void *malloc(decltype(sizeof 0));
extern "C" void free(void *);

static inline bool exchange(void **at, const void *old, void *made) {
  void *seen = const_cast<void *>(old);
  return __atomic_compare_exchange_n(at, &seen, made, true, __ATOMIC_ACQ_REL,
                                     __ATOMIC_RELAXED);
}

template <class T> struct shared {
  mutable T *held = nullptr;
  T *get() const {
    return (T *)__atomic_load_n((void **)&held, __ATOMIC_ACQUIRE);
  }
  bool replace(const T *old, T *made) const {
    return exchange((void **)&held, old, made);
  }
};
static shared<char> name;

extern "C" char *once_ok() {
  for (;;) {
    char *got = name.get();
    if (got)
      return got;
    got = (char *)malloc(4);
    if (name.replace(nullptr, got))
      return got;
    free(got);
  }
}
// CHECK-LABEL: {{^}}once_ok: contained{{$}}

extern "C" char *loser_bad() {
  char *made = (char *)malloc(4);
  return name.replace(nullptr, made) ? nullptr : made;
}
// CHECK-LABEL: {{^}}loser_bad: escaping{{$}}
