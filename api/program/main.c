/* main: the sub-commands of `tdkt`, in one table. */
#include "program/commands.h"
#include "program/config.h"
#include "program/embedded.h"
#include "program/serve.h"

#include <stdio.h>
#include <string.h>

static int command_serve(int argc, char **argv)
{
    (void)argv;
    return argc == 1 ? serve() : 2;
}

static int command_version(int argc, char **argv)
{
    (void)argv;
    if (argc > 1)
        return 2;
    printf("tdkt %s, schema %zu\n", TDKT_VERSION, embedded_migration_count);
    return 0;
}

static const struct command {
    const char *name, *arguments, *summary;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"serve", "", "serves until SIGTERM or SIGINT, then drains; SIGHUP reads the token keys again", command_serve},
    {"migrate", "", "brings the schema of DATABASE_URL to this program's; run it as the owner", command_migrate},
    {"seed", "[--demonstration]", "loads reference data, and demonstration records (Hà Nam 2018, Ninh Bình 2026) if asked", command_seed},
    {"load-units", "[--dry-run] FILE", "loads units and their successions from a CSV file, all or nothing; run it as the owner",
     command_load_units},
    {"token", "--role ROLE… [--unit UNIT…] [--sub NAME] [--ttl SECONDS] | --new-key",
     "signs a token with the development key in TDKT_HOME, or makes that key", command_token},
    {"check-config", "[--ready]", "checks all that serve checks at its start, or asks the running instance whether it is ready",
     command_check_config},
    {"openapi", "[--json | --routes]", "prints the published contract, or the table of routes", command_openapi},
    {"version", "", "prints the version of the program and of its schema", command_version},
};

enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static int print_help(void)
{
    puts("tdkt: emulation and commendation records over HTTP\n\nusage: tdkt COMMAND [ARGUMENTS]\n");
    for (int i = 0; i < COMMAND_COUNT; i++)
        printf("  %-13s %s\n", commands[i].name, commands[i].summary);
    puts("\nserve and check-config name everything that is wrong and end with the greatest of these statuses: 78 a setting, "
         "77 the\ndatabase login, 76 a schema for other versions of this program, 75 a schema that is behind (tdkt migrate), "
         "71 an\naddress that is taken, 69 the database is not reached. A drained service ends with 0, a wrong command line with 2.");
    puts("\nSettings (environment; NAME_FILE may name a file that holds the value):\n");
    config_print(stdout);
    return 0;
}

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0;
}

static bool is_version(const char *word)
{
    return strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    if (argc > 1 && is_help(argv[1])) {
        printf("usage: tdkt %s %s\n\n%s\n", command->name, command->arguments, command->summary);
        return 0;
    }
    int status = command->run(argc, argv);
    if (status == 2)
        fprintf(stderr, "usage: tdkt %s %s\n", command->name, command->arguments);
    return status;
}

int main(int argc, char **argv)
{
    if (argc < 2 || is_help(argv[1]))
        return print_help();
    if (is_version(argv[1]))
        return command_version(argc - 1, argv + 1);
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, argv[1]) == 0)
            return run_command(&commands[i], argc - 1, argv + 1);
    fprintf(stderr, "tdkt: no command \"%s\"; see tdkt --help\n", argv[1]);
    return 2;
}
