// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings and ASTs → edits of the sources.
//
// In three steps, since units are parsed in processes of their own:
// chooseGoals says from the answer what could be mended and how; planUnit turns
// the goals into edits of the files of one unit, or says what forbids them;
// joinParts puts together what the units say. Whether the edits do what they
// are meant to is seen by a scan of the edited files (tool/Verify.h).

#ifndef MEMBRANE_FIXES_FIXES_H
#define MEMBRANE_FIXES_FIXES_H

#include "analysis/surface/Surface.h"
#include "checks/Checks.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <set>

namespace membrane {

struct ParsedUnit; // analysis/frontend/Frontend.h

enum class FixKind : uint8_t {
  StackBuffer,     ///< a small contained block becomes a local variable
  ScratchRegion,   ///< contained blocks come from a scratch, their frees go
  RegionParameter, ///< results come out of a region that the caller gives
  PairedRelease,   ///< a handle gets a public function that releases it
  OpaqueType,      ///< a public struct moves behind its header
  OwnRegion,       ///< an object gets a region for all that hangs under it
  Annotate,        ///< declarations get the contracts that hold
};
llvm::StringRef fixName(FixKind Kind); // "stack-buffer", "scratch-region"

/// Why a finding is not mended.
struct Obstacle {
  std::string File;
  unsigned Line = 0, Column = 0;
  std::string Reason; ///< "'p' is freed by the macro 'SAFE_FREE'"
  friend auto operator<=>(const Obstacle &, const Obstacle &) = default;
};

/// What is to be mended together, before a source is looked at.
struct Goal {
  enum class Scope : uint8_t {
    Function, ///< blocks that are local to one function
    Results,  ///< what some functions return, up to those who do not pass it on
    Release,  ///< objects of a type that clients cannot release
    Type,     ///< what is in a struct of a public header
    Handle,   ///< objects of a type, and what hangs under them
  };
  Scope Of = Scope::Function;
  std::vector<size_t> Functions; ///< in Surface::Functions; one, of Function
  /// Of Scope::Function, those of its Sites that are meant, each with the
  /// finding about it. Else all findings about the functions.
  std::vector<size_t> Sites, Findings;
  /// Of Scope::Release: a function that makes such objects, and what releases
  /// them. Functions begins with the one behind which the new one stands.
  size_t Maker = 0;
  std::string Release = {};
  size_t Type = 0; ///< of Scope::Type and Handle, in Surface::Types
  /// Of Handle: findings about lost blocks that may be its own, and where those
  /// are allocated. Only those that are get mended.
  std::vector<std::pair<size_t, Location>> Leaks = {};
  /// Of Handle: some blocks are released before their object, so that they come
  /// from the heap of its region.
  bool InHeap = false;
  /// Of Results: those of Functions that stay as they are, and the names of the
  /// new ones beside them.
  std::map<size_t, std::string> Beside = {};
  /// Of Results: findings about blocks of callers, and where those call.
  std::map<size_t, Location> Callers = {};
  /// What forbids it, if that is known already.
  std::optional<Obstacle> Cannot = {};
};

/// Length bytes at Offset of a file become Text. A file that is not there is
/// made by its only edit, with Offset and Length 0.
struct Edit {
  std::string File; ///< absolute, without symbolic links
  uint32_t Offset = 0, Length = 0;
  std::string Text;
  friend auto operator<=>(const Edit &, const Edit &) = default;
};

/// What is known of a place through which pointers flow (PointerFlow.h).
enum class FlowRole : uint8_t {
  Object,   ///< an object that gets a region comes from here
  Taken,    ///< a block that the region gets comes from here
  Released, ///< an object is released here
  Gone,     ///< a release of a block was here
  Fixed,    ///< a block of the region that cannot be resized comes from here
  Resized,  ///< a block of the region is resized here
  Home,     ///< what is here has to be in the region of an object
  Foreign,  ///< memory comes from here that has to be released as it was
  Outside,  ///< a pointer to memory that is in no region comes from here
  Lost,     ///< memory gets out here, or to who may release it
  Kept,     ///< memory is kept here that may be there when the object is gone
  Maker,    ///< the function that is there takes the region for its result
  Member,   ///< a member of what hangs under the object
  Apart,    ///< a member that is no part of the object, unless it is a Member
};

struct FlowEnd {
  FlowRole Role = FlowRole::Lost;
  std::string Place;
  Obstacle Why; ///< what forbids it if something else gets there, or from there
  bool Common = false; ///< whatever the goal is
  friend auto operator<=>(const FlowEnd &, const FlowEnd &) = default;
};

/// What one unit says to one goal.
struct UnitEdits {
  size_t Goal = 0;
  std::vector<Edit> Edits;
  std::map<size_t, FixKind> Mended; ///< by finding
  std::map<size_t, Obstacle> Withheld;
  /// Of Results: findings about callers that go on to call what stays.
  std::map<size_t, Obstacle> Left = {};
  /// Of Scope::Type, in place of these (OpaqueReport.h).
  std::string Report = {};
  /// Of Scope::Handle. The flows and what is Common hold for all goals; one of
  /// them has them.
  std::vector<std::pair<std::string, std::string>> Flows = {};
  std::vector<FlowEnd> Ends = {};
};

/// Edits that hold together.
struct Fix {
  std::string Subject; ///< the function, or the first one
  /// Those that take a region now, mangled: what they return is the caller's
  /// region's, who does not release it any more.
  std::vector<std::string> Parameterized;
  std::vector<Edit> Edits;          ///< sorted, none touches another
  std::map<size_t, FixKind> Mended; ///< by finding
  /// The type that becomes opaque, as the answer names it, or "". What is left
  /// of the findings is seen by a scan.
  std::string Opaque = {};
  /// Then, the functions that the library has to export: new ones, and those
  /// whose bodies leave the header; of several copies of one, one is left.
  std::vector<std::string> Moved = {};
  /// Functions that release an object with its region, mangled.
  std::vector<std::string> Releasing = {};
  /// Functions of C that stay as they are, and those beside them that take a
  /// region. What was found about the former stays, too.
  std::map<std::string, std::string> Beside = {};
};

/// All that could be done, and what cannot.
struct Fixes {
  std::vector<Fix> Offered;
  std::map<size_t, Obstacle> Withheld; ///< by finding
};

/// What becomes of functions that others may call and that are to take a
/// region.
enum class OldNames : uint8_t {
  Change, ///< they get a parameter
  Stay,   ///< they stay as they are, and get new ones beside them
};

/// What could be mended of these findings, one goal for each cause.
std::vector<Goal> chooseGoals(const Surface &Answer,
                              llvm::ArrayRef<Finding> Found,
                              OldNames Old = OldNames::Change);

/// Whether a unit that reads these files may have something to say to a goal.
bool concerns(const Goal &Each, const Surface &Answer,
              llvm::ArrayRef<std::string> Files);

/// The edits of one unit. Parts without edits and obstacles are left out.
/// OneHeader is the header in the project that stands for all of the runtime's;
/// empty: the runtime is installed.
std::vector<UnitEdits> planUnit(const ParsedUnit &Parsed, const Surface &Answer,
                                llvm::ArrayRef<Goal> Goals,
                                llvm::StringRef OneHeader);

/// Parts as bytes, to leave the process that parsed the unit.
std::string writeParts(llvm::ArrayRef<UnitEdits> Parts);
llvm::Expected<std::vector<UnitEdits>> readParts(llvm::StringRef Bytes);

/// One fix for each goal. Of Scope::Function, units must agree on the edits;
/// else they add to each other. A finding that no unit spoke of is withheld.
Fixes joinParts(const Surface &Answer, llvm::ArrayRef<Goal> Goals,
                llvm::ArrayRef<UnitEdits> Parts);

/// Adds one fix for each header with findings about contracts that are not
/// written, which needs no unit: their words stand before the declarations.
/// OneHeader is as for planUnit.
void planAnnotations(
    const Surface &Answer, llvm::ArrayRef<Finding> Found,
    llvm::function_ref<llvm::Expected<std::string>(llvm::StringRef)> Read,
    llvm::StringRef OneHeader, Fixes &Into);

/// Says of the findings that are neither mended nor withheld that nothing is
/// for them.
void withholdRest(const Surface &Answer, llvm::ArrayRef<Finding> Found,
                  Fixes &Into);

/// What a header, whose text this is, gets: the words, in the macros that are
/// known where they stand, and the #include of <membrane/contract.h> if some
/// of these are not. Sorted, at most one at each offset, none takes away.
std::vector<Edit> editsOfHeader(llvm::StringRef File, llvm::StringRef Text,
                                llvm::ArrayRef<const Annotation *> Given);

//===-- Edited files ------------------------------------------------------===//

/// Edits that can all be made. Adding takes logarithmic time.
class EditSet {
public:
  /// Adds an edit, the same one once. Gives it back, and adds nothing, if it
  /// touches another.
  const Edit *add(const Edit &New);
  /// The same with several: all, or none.
  bool add(llvm::ArrayRef<Edit> Edits);
  const std::set<Edit> &all() const { return All; }

private:
  std::set<Edit> All;
};

/// The edits of several fixes, sorted, the same ones once. Fails on two that
/// touch each other.
llvm::Expected<std::vector<Edit>> mergeEdits(llvm::ArrayRef<Edit> Edits);

/// Carries out sorted edits of one file.
std::string applyEdits(llvm::StringRef Text, llvm::ArrayRef<Edit> Edits);

} // namespace membrane

#endif
