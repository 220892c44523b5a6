/*
 * What the commands of `store` are where SQLite's library is not found.
 */
#include "commands.h"
#include "report.h"

static int refuse(const struct invocation *invocation)
{
    report_error(invocation->command, "this phonenum was built without SQLite");
    return EXIT_USAGE;
}

int run_store_import(const struct invocation *invocation)
{
    return refuse(invocation);
}

int run_store_export(const struct invocation *invocation)
{
    return refuse(invocation);
}

int run_store_check(const struct invocation *invocation)
{
    return refuse(invocation);
}
