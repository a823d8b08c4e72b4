/*
 * commands: the sub-commands other than `serve`. Each takes its own arguments (argv[0] is its name) and returns the exit status.
 *
 * Layer: api.
 */
#pragma once

int command_migrate(int argc, char **argv);
int command_seed(int argc, char **argv);
int command_load_units(int argc, char **argv);
int command_token(int argc, char **argv);
int command_check_config(int argc, char **argv);
int command_openapi(int argc, char **argv);
