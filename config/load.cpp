#include "config/load.hpp"
