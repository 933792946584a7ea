// The loops. Included once for every instruction set, inside its namespace, with LANES doubles to a vector, its smaller and larger, and
// FUSED where it has a multiply_add that rounds once.

#include "lanes.h"
#include "total.h"
#include "cells.h"
