//! Kinds of files by their first bytes, and by their names where bytes say nothing.

use std::path::Path;

use super::Foreign;

/// What `bytes`, from the file `path`, are; `None` for texts and for what nobody knows.
pub fn recognize(bytes: &[u8], path: &Path) -> Option<Foreign> {
    let by_bytes = [
        (&b"\x93NUMPY"[..], Foreign::Npy),
        (b"\x89HDF\r\n\x1a\n", Foreign::Hdf5),
        (b"GGUF", Foreign::Gguf),
        (b"version https://git-lfs.github.com/spec/", Foreign::LfsPointer),
        // A pickle of the number by which older files of `torch.save` are known.
        (b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", Foreign::Torch),
    ];
    let known = by_bytes.into_iter().find(|(magic, _)| bytes.starts_with(magic));
    let end = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    if let Some((_, known)) = known {
        return Some(known);
    }
    if let Some(name) = first_of_zip(bytes) {
        return Some(in_zip(&name, &end));
    }
    match bytes {
        [_, _, _, _, b'T', b'F', b'L', b'3', ..] => Some(Foreign::Tflite),
        [0x80, 2..=5, ..] => Some(Foreign::Pickle),
        _ if is_safetensors(bytes) => Some(Foreign::Safetensors),
        _ if is_onnx(bytes) => Some(Foreign::Onnx),
        _ if is_text(bytes) => None,
        _ => by_name(&end),
    }
}

/// The name of the first file of a ZIP archive.
fn first_of_zip(bytes: &[u8]) -> Option<String> {
    let header = bytes.strip_prefix(b"PK\x03\x04")?;
    let length: [u8; 2] = header.get(22..24)?.try_into().ok()?;
    let name = header.get(26..26 + usize::from(u16::from_le_bytes(length)))?;
    Some(String::from_utf8_lossy(name).into_owned())
}

/// What a ZIP archive is whose first file has a name.
fn in_zip(first: &str, end: &str) -> Foreign {
    if let Some(array) = first.strip_suffix(".npy") {
        return Foreign::Npz(array.to_string());
    }
    let (_, last) = first.rsplit_once('/').unwrap_or(("", first));
    match last {
        "data.pkl" | "byteorder" | "version" | ".format_version" => Foreign::Torch,
        "metadata.json" | "config.json" | "model.weights.h5" => Foreign::Keras,
        _ => by_name(end).unwrap_or(Foreign::Zip),
    }
}

/// The length of a JSON text, and the text.
fn is_safetensors(bytes: &[u8]) -> bool {
    let Some((length, rest)) = bytes.split_first_chunk::<8>() else { return false };
    rest.starts_with(b"{\"") && (2..=rest.len() as u64).contains(&u64::from_le_bytes(*length))
}

/// The version of a `ModelProto`, and the key of another of its fields.
fn is_onnx(bytes: &[u8]) -> bool {
    matches!(bytes, [0x08, 1..=31, 0x12 | 0x1a | 0x22 | 0x28 | 0x32 | 0x3a | 0x42, ..])
}

/// Whether a file begins as texts do.
fn is_text(bytes: &[u8]) -> bool {
    let begin = &bytes[..bytes.len().min(512)];
    let is_control = |byte: &u8| *byte < 0x20 && !b"\t\n\r".contains(byte);
    // The last character may be cut.
    let is_utf8 =
        std::str::from_utf8(begin).map_or_else(|error| error.error_len().is_none(), |_| true);
    is_utf8 && !begin.iter().any(is_control)
}

fn by_name(end: &str) -> Option<Foreign> {
    Some(match end {
        "onnx" => Foreign::Onnx,
        "pt" | "pth" => Foreign::Torch,
        "npz" => Foreign::Npz("x".into()),
        "h5" | "hdf5" => Foreign::Hdf5,
        "keras" => Foreign::Keras,
        "ckpt" | "index" | "pb" => Foreign::TensorFlow,
        "tflite" => Foreign::Tflite,
        "gguf" => Foreign::Gguf,
        "pkl" | "pickle" => Foreign::Pickle,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first header of a ZIP archive.
    fn zip(first: &str) -> Vec<u8> {
        let length = (first.len() as u16).to_le_bytes();
        [b"PK\x03\x04".as_slice(), &[0; 22], &length, &[0; 2], first.as_bytes(), b"..."].concat()
    }

    #[test]
    fn bytes_tell_before_names() {
        let tensors = b"\x10\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\"}}";
        for (bytes, expected) in [
            (zip("x_test.npy"), Foreign::Npz("x_test".into())),
            (zip("archive/data.pkl"), Foreign::Torch),
            (zip("metadata.json"), Foreign::Keras),
            (zip("readme.txt"), Foreign::Zip),
            (b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.".to_vec(), Foreign::Torch),
            (b"\x80\x04\x95".to_vec(), Foreign::Pickle),
            (b"\x89HDF\r\n\x1a\n\0".to_vec(), Foreign::Hdf5),
            (b"\x1c\0\0\0TFL3".to_vec(), Foreign::Tflite),
            (b"GGUF\x03\0".to_vec(), Foreign::Gguf),
            (b"version https://git-lfs.github.com/spec/v1\n".to_vec(), Foreign::LfsPointer),
            (b"\x08\x08\x12\x07pytorch".to_vec(), Foreign::Onnx),
            (b"\x93NUMPY\x01\0".to_vec(), Foreign::Npy),
            (tensors.to_vec(), Foreign::Safetensors),
        ] {
            assert_eq!(recognize(&bytes, Path::new("x.bin")), Some(expected.clone()));
            assert_eq!(recognize(&bytes, Path::new("x.yaml")), Some(expected));
        }
    }

    #[test]
    fn names_tell_where_bytes_do_not() {
        let of = |name: &str| recognize(b"\0\xff\xfe", Path::new(name));
        assert_eq!(of("m.onnx"), Some(Foreign::Onnx));
        assert_eq!(of("m.CKPT"), Some(Foreign::TensorFlow));
        assert_eq!(of("m.bin"), None);
        assert_eq!(recognize(b"version: 1\n", Path::new("m.onnx")), None);
        assert_eq!(recognize(b"", Path::new("m.onnx")), None);
        assert_eq!(recognize(b"PK\x03\x04\0", Path::new("m.bin")), None);
    }
}
