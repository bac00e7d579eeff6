//! Where the design's beats come in and go out.

use crate::blocks::{Stream, StreamType};
use crate::dataflow::{Commands, NodeId, Wired};
use crate::diag::Bug;
use crate::elaborate::command_port::{CommandBus, CommandPort, Parameters};
use crate::rtl::{Netlist, Wire};

use super::Top;
use super::ports::Branch;

/// How loads come to what can be written.
pub(super) struct LoadPath<'m> {
    pub bus: CommandBus<'m>,
    /// Drive: a beat of a result is taken.
    pub given: Wire<'m>,
}

/// Where fields lie on the wires of the top module, for a beat of several.
pub(super) fn layouts(graph: &Wired) -> Result<Vec<String>, Bug> {
    let commands = Commands::of(graph).map(|commands| commands.beat().clone());
    let input = || Some(graph.node(graph.input()).interface().outputs.pop()?.beat);
    let output = graph.node(graph.output()?).interface().inputs.pop().map(|stream| stream.beat);
    let ends = [("s_axis_tdata", commands.or_else(input)), ("m_axis_tdata", output)];
    Ok(ends.into_iter().flat_map(|(port, beat)| layout(port, &beat.unwrap_or_default())).collect())
}

fn layout(port: &str, beat: &StreamType) -> Vec<String> {
    let mut low = 0;
    let fields = beat.fields.iter().map(|field| {
        low += field.width();
        format!("{port}[{}:{}] is {field}", low - 1, low - field.width())
    });
    if beat.fields.len() > 1 { fields.collect() } else { vec![] }
}

/// Bits of a port: a beat in whole bytes.
fn padded(stream: &Stream) -> u32 {
    stream.beat.width().next_multiple_of(8)
}

impl<'m> Top<'m, '_> {
    pub(super) fn input(&mut self, netlist: &mut Netlist, id: NodeId) -> Result<(), Bug> {
        let stream = self.only_output(id)?;
        let commands = Commands::of(self.graph);
        let beat = commands.as_ref().map_or(&stream.beat, Commands::beat);
        let data = self.m.input("s_axis_tdata", beat.width().next_multiple_of(8));
        let valid = self.m.input("s_axis_tvalid", 1);
        let last = self.m.input("s_axis_tlast", 1);
        let ready = self.m.forward_output("s_axis_tready", 1);
        let data = data.slice(0, beat.width());
        let whole = Branch { data, valid, last, ready };
        let sample = match commands {
            None => whole,
            Some(commands) => self.commands(netlist, commands, whole)?,
        };
        self.give(netlist, id, sample);
        Ok(())
    }

    /// Takes loads out of a stream of commands; gives that of samples.
    pub(super) fn commands(
        &mut self,
        netlist: &mut Netlist,
        commands: Commands,
        whole: Branch<'m>,
    ) -> Result<Branch<'m>, Bug> {
        let module = Parameters::new(self.graph, &commands)?.rtl(netlist);
        self.users.add(netlist, module, "s_axis: commands");
        let port = CommandPort::new(self.m, (netlist, module), commands, whole.data, whole.valid)?;
        self.m.drive(whole.ready, port.ready);
        let CommandPort { sample, sample_valid, sample_ready, given, bus, .. } = port;
        self.loads = Some(LoadPath { bus, given });
        Ok(Branch { data: sample, valid: sample_valid, ready: sample_ready, last: whole.last })
    }

    pub(super) fn output(&mut self, id: NodeId) -> Result<(), Bug> {
        let ready = self.m.input("m_axis_tready", 1);
        let interface = self.graph.node(id).interface();
        let stream = interface.inputs.first().ok_or_else(|| Bug::new("an output takes nothing"))?;
        let joined = self.port(id, 0, stream, &self.graph.edges_into(id, 0))?;
        self.m.output("m_axis_tdata", joined.data.zero_extend(padded(stream)));
        self.m.output("m_axis_tvalid", joined.valid);
        self.m.output("m_axis_tlast", joined.last);
        if let Some(loads) = &self.loads {
            self.m.drive(loads.given, joined.valid & ready);
        }
        self.accept(&joined, ready);
        Ok(())
    }
}
