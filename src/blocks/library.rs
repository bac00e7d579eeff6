//! The lists of blocks and of hardware. A line here is all that a new folder needs.

use schemars::JsonSchema;
use serde::de::MapAccess;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize};

use super::block::{Block, Kind};
use super::content::Content;
use super::hardware::{Hardware, HardwareKind};
use super::spec_error::SpecError;

/// A kind of block, for listings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockKind {
    /// Name in design files.
    pub name: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// The block's page: what it computes, ports and timing, formats, limits, references.
    pub page: &'static str,
}

macro_rules! blocks {
    ($($folder:ident => $block:ident),* $(,)?) => {
        /// Any block of the library with its parameters.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum BlockSpec {
            $(
                #[allow(missing_docs, reason = "each is documented in its folder")]
                #[schemars(description = <super::$folder::$block as Kind>::SUMMARY)]
                $block(super::$folder::$block),
            )*
        }

        $(
            impl From<super::$folder::$block> for BlockSpec {
                fn from(block: super::$folder::$block) -> Self {
                    Self::$block(block)
                }
            }
        )*

        impl BlockSpec {
            /// Every kind, in the order of the list.
            pub const KINDS: &[BlockKind] = &[$(BlockKind {
                name: <super::$folder::$block as Kind>::NAME,
                summary: <super::$folder::$block as Kind>::SUMMARY,
                page: include_str!(concat!(stringify!($folder), "/mod.rs")),
            }),*];

            /// Examples of every kind.
            pub fn examples() -> Vec<Self> {
                let mut all = vec![];
                $(all.extend(<super::$folder::$block as Kind>::examples().into_iter().map(Self::from));)*
                all
            }

            /// For every kind a series of growing sizes.
            pub fn growing() -> Vec<Vec<Self>> {
                vec![$(<super::$folder::$block as Kind>::growing().into_iter().map(Self::from).collect()),*]
            }

            /// The same block with other contents, at the ends of their formats.
            pub fn siblings(&self) -> Vec<Self> {
                match self {
                    $(Self::$block(block) => block.siblings().into_iter().map(Self::from).collect(),)*
                }
            }

            /// The fields that a parameter file can fill.
            pub fn contents(&mut self) -> Vec<Content<'_>> {
                match self {
                    $(Self::$block(block) => block.contents(),)*
                }
            }

            /// The block behind the kind.
            pub fn as_block(&self) -> &dyn Block {
                match self {
                    $(Self::$block(block) => block,)*
                }
            }

            /// The same, to be numbered.
            pub fn as_block_mut(&mut self) -> &mut dyn Block {
                match self {
                    $(Self::$block(block) => block,)*
                }
            }

            /// Name of the kind.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$block(_) => <super::$folder::$block as Kind>::NAME,)*
                }
            }

            /// Everything wrong with the parameters.
            pub fn check(&self) -> Vec<SpecError> {
                match self {
                    $(Self::$block(block) => block.check(),)*
                }
            }
        }
    };
}

blocks! {
    cim_array => CimArray,
    digitizer => Digitizer,
    adder_tree => AdderTree,
    requantize => Requantize,
    relu => Relu,
    argmax => Argmax,
    fifo => Fifo,
    collect => Collect,
    line_buffer => LineBuffer,
    window_pool => WindowPool,
    table => Table,
    wht_crossbar => WhtCrossbar,
}

macro_rules! hardware {
    ($($folder:ident::$hardware:ident => $block:ident),* $(,)?) => {
        /// Any hardware of the library with its parameters, named by the block that runs on it.
        #[derive(Clone, Debug, PartialEq, JsonSchema)]
        #[schemars(rename_all = "snake_case")]
        pub enum HardwareSpec {
            $(
                #[allow(missing_docs, reason = "each is documented in its folder")]
                #[schemars(description = <super::$folder::$hardware as HardwareKind>::SUMMARY)]
                $block(super::$folder::$hardware),
            )*
        }

        $(
            impl From<super::$folder::$hardware> for HardwareSpec {
                fn from(hardware: super::$folder::$hardware) -> Self {
                    Self::$block(hardware)
                }
            }
        )*

        impl HardwareSpec {
            /// Names of all kinds, in the order of the list.
            pub const NAMES: &[&str] =
                &[$(<super::$folder::$hardware as HardwareKind>::NAME),*];

            /// Small ones of every kind.
            pub fn examples() -> Vec<Self> {
                let mut all = vec![];
                $(all.extend(
                    <super::$folder::$hardware as HardwareKind>::examples().into_iter().map(Self::from),
                );)*
                all
            }

            /// Reads the parameters of the kind called `name`, the next value of a map; `None` where there is no
            /// such kind.
            pub fn read<'de, A: MapAccess<'de>>(
                name: &str,
                map: &mut A,
            ) -> Result<Option<Self>, A::Error> {
                $(if name == <super::$folder::$hardware as HardwareKind>::NAME {
                    return map.next_value().map(|hardware| Some(Self::$block(hardware)));
                })*
                Ok(None)
            }

            /// Writes its kind and its parameters as one entry of a map.
            pub fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
                match self {
                    $(Self::$block(hardware) => {
                        map.serialize_entry(<super::$folder::$hardware as HardwareKind>::NAME, hardware)
                    })*
                }
            }

            /// The hardware behind the kind.
            pub fn as_hardware(&self) -> &dyn Hardware {
                match self {
                    $(Self::$block(hardware) => hardware,)*
                }
            }

            /// The same, to be changed.
            pub fn as_hardware_mut(&mut self) -> &mut dyn Hardware {
                match self {
                    $(Self::$block(hardware) => hardware,)*
                }
            }

            /// Name of the kind.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$block(_) => <super::$folder::$hardware as HardwareKind>::NAME,)*
                }
            }

            /// What messages call it, and the field by which layers name it.
            pub fn noun(&self) -> &'static str {
                match self {
                    $(Self::$block(_) => <super::$folder::$hardware as HardwareKind>::NOUN,)*
                }
            }

            /// One piece that does the work of several operations, by number; `None` where they cannot share it.
            pub fn share(&self, operations: &[&BlockSpec]) -> Option<BlockSpec> {
                match self {
                    $(Self::$block(hardware) => {
                        let own = operations.iter().map(|operation| match operation {
                            BlockSpec::$block(own) => Some(own),
                            _ => None,
                        });
                        let own = own.collect::<Option<Vec<_>>>()?;
                        hardware.share(&own).map(BlockSpec::from)
                    })*
                }
            }
        }
    };
}

hardware! {
    cim_array::Array => CimArray,
    wht_crossbar::Crossbar => WhtCrossbar,
}
