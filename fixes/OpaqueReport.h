// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one unit says about a type that is to become opaque. Where its
// definition goes, and which units are its clients, is seen with all of them
// together (OpaqueJoin.cpp).

#ifndef MEMBRANE_FIXES_OPAQUEREPORT_H
#define MEMBRANE_FIXES_OPAQUEREPORT_H

#include "fixes/Fixes.h"

namespace membrane {

/// How functions are declared here: Lead, the type of the result, Behind, the
/// name. "ZEXTERN int ZEXPORT f" has "ZEXTERN " and " ZEXPORT ".
struct DeclarationStyle {
  std::string Lead, Behind = " ";
  friend auto operator<=>(const DeclarationStyle &,
                          const DeclarationStyle &) = default;
};

/// A function that takes the place of a member, or of a body in a header.
struct LibraryFunction {
  unsigned Order = 0; ///< of several
  std::string Name, Result;
  std::string Parameters; ///< "(const json_t *json)"
  std::string Body;       ///< "{ return json->type; }"
  friend auto operator<=>(const LibraryFunction &,
                          const LibraryFunction &) = default;
};

/// An access to a member in the body of a macro of a public header.
struct MacroAccess {
  enum class Is : uint8_t {
    Edited,
    Left,   ///< it has no form that an accessor can take
    Other,  ///< of another type
    Unseen, ///< this unit does not expand the macro
  };
  Is State = Is::Edited;
  std::string Macro, File;
  uint32_t Offset = 0;
  std::vector<Edit> Edits; ///< of Unseen, what would be done
  std::vector<LibraryFunction> Accessors;
  Obstacle Why; ///< of Left, or of Unseen without Edits
};

/// A public header with the definition.
struct CompletingHeader {
  std::string File, LineEnd;
  Edit Cut;                ///< leaves a declaration
  std::string Definition;  ///< "struct json_t {...};"
  uint32_t DeclareAt = 0;  ///< where accessors are declared
  std::string DeclareLead; ///< what ends the line there
  DeclarationStyle Style;
};

/// A place in a file that is not public.
struct PrivatePlace {
  std::string File, LineEnd;
  uint32_t Offset = 0;
  bool IsMain = false;
  std::string Header; ///< how the file includes the public header, if it does
  unsigned Functions = 0; ///< of the type that are defined there
  DeclarationStyle Style; ///< of them
};

struct TypeReport {
  std::string Main, Type;
  bool DefinesPublic = false;
  std::vector<CompletingHeader> Headers;
  /// Of the public headers.
  std::vector<Edit> HeaderEdits;
  std::vector<LibraryFunction> HeaderAccessors, Moved;
  std::vector<MacroAccess> Macros;
  std::vector<Obstacle> Forbids;
  /// If the unit is a client.
  std::vector<Edit> ClientEdits;
  std::vector<LibraryFunction> ClientAccessors;
  std::vector<Obstacle> ClientForbids;
  /// If it is not.
  std::vector<Obstacle> LibraryForbids;
  std::vector<PrivatePlace> Needs; ///< at most one: where it looks inside first
  std::vector<PrivatePlace> Candidates; ///< for the definition
  std::vector<PrivatePlace> Homes;      ///< at most one: for functions
  std::vector<std::string> Shared; ///< private headers that include the public
  std::vector<size_t> Claims;      ///< findings
};

/// "CJSON_PUBLIC(int) f(void)"
std::string declare(const DeclarationStyle &Style,
                    const LibraryFunction &Function);

std::string writeReport(const TypeReport &Report);
/// What writeReport wrote; none if it is something else.
std::optional<TypeReport> readReport(llvm::StringRef Bytes);

} // namespace membrane

#endif
