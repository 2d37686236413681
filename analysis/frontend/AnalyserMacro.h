// Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which files of a parse see the macro that Clang's analysers define.
//
// Takes the preprocessor of a parse that has not begun. From then on
// __clang_analyzer__ is defined in the files whose text has the word
// analyzer_noreturn, also wherever it asks for the macro, and nowhere else:
// they ask to say which functions report a broken rule. What other files have
// for analysers is not what the program does (a body that is left out, a macro
// that asserts). A macro that the command defines stays as it is.

#ifndef MEMBRANE_ANALYSIS_FRONTEND_ANALYSERMACRO_H
#define MEMBRANE_ANALYSIS_FRONTEND_ANALYSERMACRO_H

namespace clang {
class Preprocessor;
} // namespace clang

namespace membrane {

/// Both macros have the definition of __membrane__, which the parse has.
void defineAnalyserMacro(clang::Preprocessor &Reader);

} // namespace membrane

#endif
