#[test]
#[ignore]
fn dump() {
    use crate::blocks::BlockSpec;
    use crate::rtl::*;
    for (n, spec) in BlockSpec::examples().iter().enumerate() {
        let mut netlist = Netlist::new();
        let top = spec.as_block().rtl(&mut netlist);
        let ticket = validate(&netlist, top).unwrap();
        let dir = format!("/tmp/dump/{n}");
        std::fs::create_dir_all(&dir).unwrap();
        for f in super::verilog(ticket) {
            std::fs::write(format!("{dir}/{}.v", f.module), f.text).unwrap();
        }
        std::fs::write(format!("{dir}/top"), &netlist.get(top).name).unwrap();
    }
}
