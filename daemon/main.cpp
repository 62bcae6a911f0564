#include "daemon/cli/cli.hpp"

int main(int argc, char** argv) {
    return broadsheet::cli::run(argc, argv);
}
