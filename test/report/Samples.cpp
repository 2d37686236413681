// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hand-built surfaces that the tests of the report share.

#include "test/report/Samples.h"

using namespace membrane;

static const FileId Source(0), Elsewhere(1);

SurfaceFunction membrane::makeFunction(llvm::StringRef Name,
                                       AllocationClass Class, unsigned Line) {
  SurfaceFunction Made;
  Made.Name = Made.Mangled = Name.str();
  Made.Signature = "void " + Name.str() + "(void)";
  Made.Where = {Source, Line, 6};
  Made.Public = true;
  Made.Linkage = "external";
  Made.Class = Made.ClassIfAssumed = Class;
  return Made;
}

Escape membrane::makeReturn(llvm::StringRef Type, unsigned Line) {
  Escape Made;
  Made.Type = Type.str();
  Made.Family = "malloc";
  Made.Release = {"free"};
  Made.Witness = {{{Source, Line, 13}, "'malloc' allocates"},
                  {{Source, Line + 1, 3}, "returned here"}};
  return Made;
}

static Allocator makeAllocator(llvm::StringRef Family, AllocatorKind Kind,
                               unsigned Line) {
  Allocator Made;
  Made.Family = Family.str();
  Made.Kind = Kind;
  Made.Witness = {{{Source, Line, 13}, "'" + Family.str() + "' allocates"}};
  return Made;
}

static SurfaceFunction makeParameterized() {
  SurfaceFunction Made =
      makeFunction("inflateInit", AllocationClass::Parameterized, 40);
  Allocator Source =
      makeAllocator("argument 0 ->zalloc", AllocatorKind::Heap, 41);
  Source.Argument = {0};
  Source.Path = "->zalloc";
  Source.Default = "zcalloc";
  Made.Allocators = {Source};
  Escape Out = makeReturn("struct state *", 41);
  Out.To = Exit::Argument;
  Out.Argument = {0};
  Out.Path = "->state";
  Out.Opaque = true;
  Out.Family = Source.Family;
  Out.Release = {"inflateEnd"};
  Made.Escapes = {Out};
  return Made;
}

static SurfaceFunction makeUnknown() {
  SurfaceFunction Made = makeFunction("run", AllocationClass::Unknown, 60);
  Made.ClassIfAssumed = AllocationClass::Contained;
  Made.Allocators = {makeAllocator("malloc", AllocatorKind::Heap, 61)};
  Made.Assumptions = {
      {AssumptionKind::Callee, "elsewhere", {Source, 62, 3}},
      {AssumptionKind::Callback, "argument 0", {Source, 63, 3}}};
  Made.Leaks = {{{{{Source, 61, 13}, "'malloc' allocates"}}, "malloc"}};
  return Made;
}

static SurfaceFunction makeContained() {
  SurfaceFunction Made = makeFunction("count", AllocationClass::Contained, 20);
  Made.Allocators = {makeAllocator("FILE", AllocatorKind::Resource, 21)};
  Retention Kept;
  Kept.Global = "cache";
  Kept.Witness = {{{Source, 22, 3}, "kept in 'cache'"}};
  Made.Retains = {Kept};
  Site File;
  File.Family = "FILE";
  File.Kind = AllocatorKind::Resource;
  File.Freed = true;
  File.Witness = Made.Allocators[0].Witness;
  File.Ends = {{{Source, 24, 3}, "'fclose' releases it"}};
  Site Cached;
  Cached.Family = "malloc";
  Cached.Kept = true;
  Cached.Witness = {{{Source, 22, 11}, "'malloc' allocates"}};
  Cached.Ends = Kept.Witness;
  Made.Sites = {File, Cached};
  Made.Public = false;
  Made.Linkage = "internal";
  return Made;
}

Surface membrane::makeSample() {
  Surface Answer;
  Answer.Root = "/p";
  Answer.Files = {"/p/src/x.c", "/usr/include/y.h"};
  Answer.UnitsTotal = 3;
  Answer.Failed = {{"/p/src/bad.c", "src/bad.c:1:1: expected identifier"}};
  SurfaceFunction None = makeFunction("peek", AllocationClass::None, 5);
  None.Result = Ownership::Borrowed;
  None.Borrows = {{true, {0}, "->name"}};
  None.Callees = {"strlen", "helper"};
  SurfaceFunction Freeing = makeFunction("drop", AllocationClass::None, 7);
  Freeing.Releases = {{{0}, "", true, false}};
  Freeing.Where.File = Elsewhere;
  SurfaceFunction Escaping =
      makeFunction("xstrdup", AllocationClass::Escaping, 10);
  Escaping.Escapes = {makeReturn("char *", 11)};
  Escaping.Allocators = {makeAllocator("malloc", AllocatorKind::Heap, 11)};
  Escaping.Result = Ownership::Owned;
  Escaping.Nullable = true;
  SurfaceFunction Opaque = makeFunction("open", AllocationClass::Opaque, 50);
  Opaque.Escapes = {makeReturn("struct handle *", 51)};
  Opaque.Escapes[0].Opaque = true;
  Opaque.Escapes[0].Release = {"close"};
  Opaque.Allocators = {makeAllocator("malloc", AllocatorKind::Heap, 51)};
  Answer.Functions = {
      None,   Escaping,      makeContained(), makeParameterized(),
      Opaque, makeUnknown(), Freeing};
  SurfaceType Handle;
  Handle.Name = "struct handle";
  Handle.Opaque = true;
  Handle.Leaks = {"handle_data"};
  Handle.Release = {"close"};
  Handle.Constructors = {"open"};
  Handle.ReleaseComplete = false;
  Handle.Remains = {{"->name", {Source, 70, 3}, "rename"}};
  Answer.Types = {Handle};
  Answer.Bounds = {{"path-depth", 2}};
  Answer.Notes = {"'twice' is defined in a.c and b.c"};
  return Answer;
}

std::vector<Finding> membrane::makeFindings() {
  Finding Made;
  Made.Check = "non-opaque-return";
  Made.Message = "'xstrdup' returns a non-opaque allocation";
  Made.Advice = "the caller has to release it with 'free'";
  Made.Where = {Source, 11, 13};
  Made.Function = "xstrdup";
  Made.Witness = makeReturn("char *", 11).Witness;
  return {Made};
}

std::string membrane::textOf(const Surface &Answer,
                             llvm::ArrayRef<Finding> Findings,
                             const TextStyle &Style) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  writeText(Answer, {Findings.vec()}, {}, Style, Out);
  return Text;
}

std::string membrane::jsonOf(const Surface &Answer,
                             llvm::ArrayRef<Finding> Findings) {
  std::string Text;
  llvm::raw_string_ostream Out(Text);
  writeJson(Answer, {Findings.vec()}, {}, "0.1.0", Out);
  return Text;
}
