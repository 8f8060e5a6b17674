//! A port of this machine, reserved before a server listens there.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Somebody else listens there.
    #[error("port {0} is in use; stop what uses it, or choose another with `--port`")]
    PortInUse(u16),
    /// The system refused otherwise.
    #[error("could not listen on port {port}: {source}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: io::Error,
    },
}

/// A port of this machine that is ours. Whoever asks it for something before a server
/// starts there waits until one does.
#[derive(Debug)]
pub struct Port {
    pub(super) listener: TcpListener,
    pub(super) address: SocketAddr,
}

impl Port {
    /// Any port that is free.
    pub fn any() -> Result<Self, ServerError> {
        Self::reserve(0)
    }

    /// This port on 127.0.0.1.
    pub fn reserve(port: u16) -> Result<Self, ServerError> {
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let reserved = listener.and_then(|listener| {
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok(Self { listener, address })
        });
        reserved.map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => ServerError::PortInUse(port),
            _ => ServerError::Listen { port, source },
        })
    }
}
