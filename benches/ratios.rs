//! Compares in one run what belongs together, and prints a table: `cargo bench --bench ratios`.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark may stop where it stands")]

mod subjects;

use std::time::{Duration, Instant};

use cimgen::cosim::{Embedded, Pacing, Run, Simulator};

fn timed<T>(f: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = f();
    (result, start.elapsed())
}

fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args.get(1).is_some_and(|a| a == "elab") {
        for n in args[2..].iter() {
            let n: usize = n.parse().unwrap();
            let network = subjects::layer_of(n);
            let (graph, a) = timed(|| cimgen::dataflow::lower("layer", &network).unwrap());
            let (el, b) = timed(|| cimgen::elaborate::elaborate(&graph).unwrap());
            let (v, c) = timed(|| subjects::validated(&el));
            let (files, d) = timed(|| subjects::files(v));
            let bytes: usize = files.iter().map(|(_, b)| b.len()).sum();
            let (_s, e) = if n <= 64 { timed(|| Some(cimgen::rtl::simulate::Simulator::new(v))) } else { (None, Duration::ZERO) };
            println!("{n}: lower {a:?} elaborate {b:?} validate {c:?} files {d:?} total {:?} {} kB peak {} MB; sim ready {e:?}", a+b+c+d, bytes/1000, peak());
        }
        return;
    }
    if args.get(1).is_some_and(|a| a == "tile") {
        let beats: usize = args[2].parse().unwrap();
        let graph = subjects::tile_graph();
        let el = cimgen::elaborate::elaborate(&graph).unwrap();
        let v = subjects::validated(&el);
        let (mut e, ready) = timed(|| Embedded::new(v).unwrap());
        let (_, packed) = subjects::beats(&graph, beats);
        for _ in 0..5 {
        let (o, t) = timed(|| e.run(Run { beats: &packed, pacing: Pacing::Full, limit: 1<<40 }).unwrap());
        let cycles = o.given.last().unwrap().cycle + 65;
        println!("ready {ready:?}, {cycles} cycles in {t:?}: {:.0} cycles/s", cycles as f64 / t.as_secs_f64());
        }
    }
}
