# cmake -DOUT=FILE.cpp -DFILES=a;b -P embed.cmake: the files as string constants of broadsheet::pages::embedded, each named after its
# file with '_' for what C++ does not allow in names.
set(text "#include \"daemon/pages/embedded.hpp\"\n\nnamespace broadsheet::pages::embedded {\n\n")
foreach(file IN LISTS FILES)
    get_filename_component(name ${file} NAME)
    string(MAKE_C_IDENTIFIER ${name} name)
    file(READ ${file} content)
    string(APPEND text "const char* const ${name} = R\"embedded(${content})embedded\";\n\n")
endforeach()
string(APPEND text "}  // namespace broadsheet::pages::embedded\n")
file(WRITE ${OUT} "${text}")
