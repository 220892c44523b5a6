# phonenum_cxx_schema: what C++ protobuf generates from the schema, for the tests and the benchmark that ask it.
include_guard(GLOBAL)
enable_language(CXX)
find_program(PROTOC protoc REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(PROTOBUF_CXX REQUIRED IMPORTED_TARGET GLOBAL protobuf)

set(cxx_schema_proto_dir ${PROJECT_SOURCE_DIR}/proto)
set(cxx_schema_proto ${cxx_schema_proto_dir}/phonenum/v1/phone_number.proto)
set(cxx_schema_dir ${PROJECT_BINARY_DIR}/cxx_schema)
set(cxx_schema_code ${cxx_schema_dir}/phonenum/v1/phone_number.pb)
file(MAKE_DIRECTORY ${cxx_schema_dir})
add_custom_command(
    OUTPUT ${cxx_schema_code}.cc ${cxx_schema_code}.h
    COMMAND ${PROTOC} --proto_path=${cxx_schema_proto_dir} --cpp_out=${cxx_schema_dir} ${cxx_schema_proto}
    DEPENDS ${cxx_schema_proto}
    COMMENT "Generating C++ protobuf's code")

add_library(phonenum_cxx_schema STATIC ${cxx_schema_code}.cc ${cxx_schema_code}.h)
set_source_files_properties(${cxx_schema_code}.cc PROPERTIES COMPILE_OPTIONS "-w")
set_target_properties(phonenum_cxx_schema PROPERTIES CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
target_include_directories(phonenum_cxx_schema SYSTEM PUBLIC ${cxx_schema_dir})
target_link_libraries(phonenum_cxx_schema PUBLIC PkgConfig::PROTOBUF_CXX)
