//! The `cimgen` program.

fn main() -> std::process::ExitCode {
    cimgen::cli::main()
}
