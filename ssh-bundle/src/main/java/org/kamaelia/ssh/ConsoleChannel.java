package org.kamaelia.ssh;

import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.channel.ChannelSessionFactory;

/** What a client may open: the console, with a terminal or without. Nothing is handed on. */
final class ConsoleChannel extends ChannelSession {
  static final ChannelFactory FACTORY =
      new ChannelSessionFactory() {
        @Override
        public Channel createChannel(Session session) {
          return new ConsoleChannel();
        }
      };

  @Override
  protected Result handleEnvParsed(String name, String value) {
    return Result.ReplyFailure;
  }

  @Override
  protected Result handleAgentForwarding(String type, Buffer buffer, boolean wantReply) {
    return Result.ReplyFailure;
  }

  @Override
  protected Result handleX11Forwarding(String type, Buffer buffer, boolean wantReply) {
    return Result.ReplyFailure;
  }

  /** No sftp, so no scp. */
  @Override
  protected Result handleSubsystemParsed(String request, String subsystem) {
    return Result.ReplyFailure;
  }
}
