# Finds LLVM and Clang 22.1 and says how membrane's libraries use them:
#
#   membrane_flags      compile flags of every analyser target
#   membrane_llvm       what stages link that need LLVM's support library only
#   membrane_clang      the same for the stages that need Clang
#
# MEMBRANE_STATIC picks the archives: Clang's exported targets drag the shared
# libLLVM in, so a static link names the archives itself, in one group.

find_package(LLVM 22.1 REQUIRED CONFIG
             PATHS /usr/lib/llvm-22/lib/cmake/llvm)
find_package(Clang 22.1 REQUIRED CONFIG
             PATHS /usr/lib/llvm-22/lib/cmake/clang)
set(MEMBRANE_LLVM_BIN ${LLVM_TOOLS_BINARY_DIR})
execute_process(COMMAND ${MEMBRANE_LLVM_BIN}/clang -print-resource-dir
                OUTPUT_VARIABLE MEMBRANE_RESOURCE_DIR
                OUTPUT_STRIP_TRAILING_WHITESPACE)

add_library(membrane_flags INTERFACE)
separate_arguments(MEMBRANE_LLVM_DEFINITIONS NATIVE_COMMAND
                   "${LLVM_DEFINITIONS}")
target_compile_definitions(membrane_flags INTERFACE
                           ${MEMBRANE_LLVM_DEFINITIONS})
target_include_directories(membrane_flags INTERFACE ${PROJECT_SOURCE_DIR}
                                                    ${PROJECT_BINARY_DIR})
target_include_directories(membrane_flags SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS}
                                                           ${CLANG_INCLUDE_DIRS})
target_compile_options(membrane_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti -fno-exceptions>
  -Wall -Wextra -Werror -Wswitch -ffunction-sections -fdata-sections)
target_link_options(membrane_flags INTERFACE -Wl,--gc-sections)

add_library(membrane_llvm INTERFACE)
target_link_libraries(membrane_llvm INTERFACE membrane_flags)
add_library(membrane_clang INTERFACE)
target_link_libraries(membrane_clang INTERFACE membrane_flags)

if(MEMBRANE_STATIC)
  file(GLOB MEMBRANE_CLANG_ARCHIVES ${LLVM_LIBRARY_DIR}/libclang*.a)
  execute_process(
    COMMAND ${MEMBRANE_LLVM_BIN}/llvm-config --link-static --libfiles
    OUTPUT_VARIABLE MEMBRANE_LLVM_ARCHIVES OUTPUT_STRIP_TRAILING_WHITESPACE)
  separate_arguments(MEMBRANE_LLVM_ARCHIVES NATIVE_COMMAND
                     "${MEMBRANE_LLVM_ARCHIVES}")
  list(FILTER MEMBRANE_LLVM_ARCHIVES EXCLUDE REGEX "Polly")
  execute_process(
    COMMAND ${MEMBRANE_LLVM_BIN}/llvm-config --link-static --system-libs
    OUTPUT_VARIABLE MEMBRANE_SYSTEM_LIBS OUTPUT_STRIP_TRAILING_WHITESPACE)
  separate_arguments(MEMBRANE_SYSTEM_LIBS NATIVE_COMMAND
                     "${MEMBRANE_SYSTEM_LIBS}")
  target_link_libraries(membrane_llvm INTERFACE
    -Wl,--start-group ${MEMBRANE_CLANG_ARCHIVES} ${MEMBRANE_LLVM_ARCHIVES}
    -Wl,--end-group ${MEMBRANE_SYSTEM_LIBS})
  target_link_libraries(membrane_clang INTERFACE membrane_llvm)
else()
  target_link_libraries(membrane_llvm INTERFACE LLVM)
  target_link_libraries(membrane_clang INTERFACE clang-cpp LLVM)
endif()
