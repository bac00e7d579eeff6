//! The list of blocks. A line here is all that a new block's folder needs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::block::{Block, Kind, SpecError};
use super::content::Content;

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
    cim_bank => CimBank,
    cim_tile => CimTile,
    digitizer => Digitizer,
    adder_tree => AdderTree,
    requantize => Requantize,
    relu => Relu,
    argmax => Argmax,
    fifo => Fifo,
    collect => Collect,
    line_buffer => LineBuffer,
    window_pool => WindowPool,
    wht_crossbar => WhtCrossbar,
}
