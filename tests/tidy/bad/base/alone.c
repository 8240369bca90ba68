/* no licence line, no test */
#include "agents/law.h"
#include <zmq.h>

int alone(void)
{
    return rand(); /* rand() in a comment and "rand()" in a string are nobody's business */
}
